/* One vector type of W floats for every instruction set, and the few operations on it that every kernel uses.
 *
 * Each operation rounds as that of native/wasm/simd.h does with relaxed SIMD: a product and a sum are one instruction
 * (MADD) where the kernels of WASM have one, and two elsewhere; the compiler joins none (-ffp-contract=off). So every
 * instruction set computes the same bits as WASM.
 */
#ifndef SIMD_H
#define SIMD_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#include <immintrin.h>
#define W 16
#define MR 12 /* rows of a tile: 12 x 2 vectors = 24 sums of 32 registers */
#elif defined(__AVX2__)
#include <immintrin.h>
#define W 8
#define MR 6 /* 12 sums of 16 registers */
#elif defined(__aarch64__)
#include <arm_neon.h>
#define W 4
#define MR 12 /* 24 sums of 32 registers */
#else
#error "no instruction set that the kernels are written for"
#endif
#define NR (2 * W) /* columns of a tile */

typedef float f32;
typedef f32 vf __attribute__((vector_size(W * 4), aligned(4), may_alias)); /* in memory, anywhere */
typedef f32 f32x __attribute__((vector_size(W * 4)));                      /* in a register */
typedef int32_t i32x __attribute__((vector_size(W * 4)));

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline, unused))
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 64")
#endif

#define LOAD(p) ((f32x) * (const vf *)(p))
#define STORE(p, v) (*(vf *)(p) = (v))
#define ADD(a, b) ((a) + (b))
#define SUB(a, b) ((a) - (b))
#define MUL(a, b) ((a) * (b))
#define DIV(a, b) ((a) / (b))
#define SPLAT(x) ((x) - (f32x){0})

#if W == 16
#define MADD(sum, a, b) ((f32x)_mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(sum)))
#define SQRT(a) ((f32x)_mm512_sqrt_ps((__m512)(a)))
#elif W == 8
#define MADD(sum, a, b) ((f32x)_mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(sum)))
#define SQRT(a) ((f32x)_mm256_sqrt_ps((__m256)(a)))
#else
#define MADD(sum, a, b) ((f32x)vfmaq_f32((float32x4_t)(sum), (float32x4_t)(a), (float32x4_t)(b)))
#define SQRT(a) ((f32x)vsqrtq_f32((float32x4_t)(a)))
#endif

/* a where the mask is set, else b */
INLINE f32x choose(i32x mask, f32x a, f32x b) { return (f32x)((mask & (i32x)a) | (~mask & (i32x)b)); }
/* NaN if v is; `limit` is none */
INLINE f32x at_least(f32x v, f32x limit) { return choose((v > limit) | (v != v), v, limit); }
INLINE f32x at_most(f32x v, f32x limit) { return choose((v < limit) | (v != v), v, limit); }
/* max(0, v) of element i of a row of n: beyond the last vector of WASM, -0 stays. */
INLINE f32 relu_one(f32 v, int i, int n) { return v < 0.f || (v == 0.f && i < (n & ~3)) ? 0.f : v; }
INLINE int any(i32x mask) {
#if W == 16
  return _mm512_test_epi32_mask((__m512i)mask, (__m512i)mask) != 0;
#elif W == 8
  return !_mm256_testz_si256((__m256i)mask, (__m256i)mask);
#else
  return vmaxvq_u32((uint32x4_t)mask) != 0;
#endif
}

/* Results that the caches do not hold anyway are written past them, which needs whole lines: AVX-512 on addresses that
 * are multiples of 64. `streams` says whether rows of `step` floats from p on are such a result. */
enum { STREAMED = 2000000 };
INLINE int streams(const f32 *p, size_t floats, size_t step) {
  return W == 16 && floats >= STREAMED && (((uintptr_t)p | step * 4) & 63) == 0;
}
INLINE void put(f32 *p, f32x v, int streamed) {
#if W == 16
  if (streamed) {
    _mm512_stream_ps(p, (__m512)v);
    return;
  }
#endif
  (void)streamed;
  STORE(p, v);
}

INLINE int min_int(int a, int b) { return a < b ? a : b; }
INLINE int max_int(int a, int b) { return a > b ? a : b; }
/* The first of the elements that unit `unit` of `units` owns, in steps of `step`. */
INLINE size_t share(size_t count, int unit, int units, size_t step) {
  size_t steps = (count + step - 1) / step;
  size_t at = (size_t)((uint64_t)steps * (uint64_t)unit / (uint64_t)units) * step;
  return at < count ? at : count;
}

/* Transposes W rows of W floats: each stage exchanges one bit of the number of the row with that of the lane. */
#if W == 16
#define LANES(x) x(0) x(1) x(2) x(3) x(4) x(5) x(6) x(7) x(8) x(9) x(10) x(11) x(12) x(13) x(14) x(15)
#elif W == 8
#define LANES(x) x(0) x(1) x(2) x(3) x(4) x(5) x(6) x(7)
#else
#define LANES(x) x(0) x(1) x(2) x(3)
#endif
#define LOWER(lane) , ((lane) & BIT_) ? W + ((lane) ^ BIT_) : (lane)
#define UPPER(lane) , ((lane) & BIT_) ? W + (lane) : ((lane) | BIT_)
#define SHUFFLE(...) __builtin_shufflevector(__VA_ARGS__)
#define STAGE(bit) \
  { \
    enum { BIT_ = bit }; \
    UNROLL for (int i = 0; i < W; i++) { \
      if (i & bit) continue; \
      f32x p = r[i], q = r[i | bit]; \
      r[i] = SHUFFLE(p, q LANES(LOWER)); \
      r[i | bit] = SHUFFLE(p, q LANES(UPPER)); \
    } \
  }
INLINE void transpose(f32x *r) {
  STAGE(1)
  STAGE(2)
#if W > 4
  STAGE(4)
#endif
#if W > 8
  STAGE(8)
#endif
}

#endif
