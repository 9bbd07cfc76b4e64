#include "isa.h"

#if defined(__x86_64__)
#include <cpuid.h>
TABLES(avx512);
TABLES(avx2);
static const Isa AVX512 = {"avx512", tables_avx512}, AVX2 = {"avx2", tables_avx2};

/* Asked by hand: what compilers bring for it is not there on every target. */
const Isa *const *supported_isas(void) {
  static const Isa *const both[] = {&AVX512, &AVX2, 0};
  const Isa *const *avx2 = both + 1, *const *none = both + 2;
  unsigned a, b, c, d, low, high;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_FMA)) return none;
  /* Which registers the operating system saves. */
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  const unsigned AVX_STATE = 0x6, AVX512_STATE = 0xe6;
  if ((low & AVX_STATE) != AVX_STATE || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) return none;
  const unsigned wide = bit_AVX512F | bit_AVX512VL | bit_AVX512BW | bit_AVX512DQ | bit_AVX512CD;
  return (low & AVX512_STATE) == AVX512_STATE && (b & wide) == wide ? both : avx2;
}
#else
TABLES(neon);
static const Isa NEON = {"neon", tables_neon};

/* Every 64-bit ARM has it. */
const Isa *const *supported_isas(void) {
  static const Isa *const one[] = {&NEON, 0};
  return one;
}
#endif
