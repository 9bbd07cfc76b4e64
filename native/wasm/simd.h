/* Vectors of four floats, and the few operations on them that every kernel uses.
 *
 * Compiled twice: plain SIMD, and with -mrelaxed-simd, where a product and a sum are one instruction with one rounding
 * (results differ in the last bit). No file may hold static data: a data segment would be written to a fixed address of
 * a heap that belongs to tfjs. The build refuses one.
 */
#ifndef SIMD_H
#define SIMD_H
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

typedef float f32;
typedef v128_t f32x4;

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline, unused))
#define UNROLL _Pragma("unroll")

#define LOAD(p) wasm_v128_load(p)
#define STORE(p, v) wasm_v128_store(p, v)
#define SPLAT(x) wasm_f32x4_splat(x)
#define SPLAT_FROM(p) wasm_v128_load32_splat(p)
#define ADD(a, b) wasm_f32x4_add(a, b)
#define SUB(a, b) wasm_f32x4_sub(a, b)
#define MUL(a, b) wasm_f32x4_mul(a, b)
#define DIV(a, b) wasm_f32x4_div(a, b)
#define SQRT(a) wasm_f32x4_sqrt(a)
#define MAX(a, b) wasm_f32x4_max(a, b) /* NaN if either is */
#define MIN(a, b) wasm_f32x4_min(a, b)

/* a * b + sum */
#ifdef __wasm_relaxed_simd__
#define MADD(sum, a, b) wasm_f32x4_relaxed_madd((a), (b), (sum))
#else
#define MADD(sum, a, b) ADD((sum), MUL((a), (b)))
#endif

/* Transposes a 4 x 4 block: row i of the results holds element i of each argument. */
#define TRANSPOSE4(r0, r1, r2, r3, o0, o1, o2, o3) \
  do { \
    f32x4 u0_ = wasm_i32x4_shuffle(r0, r1, 0, 4, 1, 5), u1_ = wasm_i32x4_shuffle(r0, r1, 2, 6, 3, 7); \
    f32x4 u2_ = wasm_i32x4_shuffle(r2, r3, 0, 4, 1, 5), u3_ = wasm_i32x4_shuffle(r2, r3, 2, 6, 3, 7); \
    o0 = wasm_i64x2_shuffle(u0_, u2_, 0, 2); \
    o1 = wasm_i64x2_shuffle(u0_, u2_, 1, 3); \
    o2 = wasm_i64x2_shuffle(u1_, u3_, 0, 2); \
    o3 = wasm_i64x2_shuffle(u1_, u3_, 1, 3); \
  } while (0)

INLINE int min_int(int a, int b) { return a < b ? a : b; }
INLINE int max_int(int a, int b) { return a > b ? a : b; }
/* The first and last + 1 of the elements that unit `unit` of `units` owns, in steps of `step`. */
INLINE size_t share(size_t count, int unit, int units, size_t step) {
  size_t steps = (count + step - 1) / step;
  size_t at = (size_t)((uint64_t)steps * (uint64_t)unit / (uint64_t)units) * step;
  return at < count ? at : count;
}

#endif
