/* The innermost loops: a 4 x 8 piece of a product, held in eight registers.
 *
 * The exit test after each step looks idle and is not: it ends the basic block. V8 moves all loads of a block to its
 * front; without the test it would load for eight steps at once, run out of its 15 registers and spill.
 */
#ifndef MICRO_KERNEL_H
#define MICRO_KERNEL_H
#include "simd.h"

#define ZERO8 \
  f32x4 zero_ = wasm_f32x4_const(0, 0, 0, 0), s00 = zero_, s01 = zero_, s10 = zero_, s11 = zero_, s20 = zero_, \
        s21 = zero_, s30 = zero_, s31 = zero_
/* One step: four values of a, at the four addresses, times a row of eight of b. */
#define STEP4(a0, a1, a2, a3, brow) \
  { \
    f32x4 b0 = LOAD(brow), b1 = LOAD((brow) + 4), v = SPLAT_FROM(a0); \
    s00 = MADD(s00, v, b0); s01 = MADD(s01, v, b1); v = SPLAT_FROM(a1); \
    s10 = MADD(s10, v, b0); s11 = MADD(s11, v, b1); v = SPLAT_FROM(a2); \
    s20 = MADD(s20, v, b0); s21 = MADD(s21, v, b1); v = SPLAT_FROM(a3); \
    s30 = MADD(s30, v, b0); s31 = MADD(s31, v, b1); \
  }
#define ADD_ROW(c, ldc, r, lo, hi) lo = ADD(lo, LOAD((c) + (r) * (size_t)(ldc))); hi = ADD(hi, LOAD((c) + (r) * (size_t)(ldc) + 4));
#define STORE_ROW(c, ldc, r, lo, hi) STORE((c) + (r) * (size_t)(ldc), lo); STORE((c) + (r) * (size_t)(ldc) + 4, hi);
#define ADD_TILE(c, ldc) ADD_ROW(c, ldc, 0, s00, s01) ADD_ROW(c, ldc, 1, s10, s11) ADD_ROW(c, ldc, 2, s20, s21) ADD_ROW(c, ldc, 3, s30, s31)
#define STORE_TILE(c, ldc) STORE_ROW(c, ldc, 0, s00, s01) STORE_ROW(c, ldc, 1, s10, s11) STORE_ROW(c, ldc, 2, s20, s21) STORE_ROW(c, ldc, 3, s30, s31)

/* c[4][8] = a · b, or += : a in panels [k][4], b in panels [k][8]. */
NOINLINE void tile_4x8(int k, const f32 *a, const f32 *b, f32 *c, int ldc, int accumulate) {
  ZERO8;
  const f32 *end = a + (size_t)k * 4;
#define STEP(i) STEP4(a + (i) * 4, a + (i) * 4 + 1, a + (i) * 4 + 2, a + (i) * 4 + 3, b + (i) * 8)
  for (;;) {
    STEP(0) if (a + 4 == end) break;
    STEP(1) if (a + 8 == end) break;
    STEP(2) if (a + 12 == end) break;
    STEP(3) if (a + 16 == end) break;
    STEP(4) if (a + 20 == end) break;
    STEP(5) if (a + 24 == end) break;
    STEP(6) if (a + 28 == end) break;
    STEP(7)
    a += 32; b += 64;
    if (a == end) break;
  }
#undef STEP
  if (accumulate) { ADD_TILE(c, ldc) }
  STORE_TILE(c, ldc)
}

/* The same for a in blocks [k / 4][4 rows][4]; k a multiple of 4. */
NOINLINE void tile_4x8_blocks(int k, const f32 *a, const f32 *b, f32 *c, int ldc, int accumulate) {
  ZERO8;
  const f32 *end = b + (size_t)k * 8;
#define STEP(i, j) STEP4(a + (j), a + 4 + (j), a + 8 + (j), a + 12 + (j), b + (i) * 8)
  for (;;) {
    STEP(0, 0) if (b + 8 == end) break;
    STEP(1, 1) if (b + 16 == end) break;
    STEP(2, 2) if (b + 24 == end) break;
    STEP(3, 3) if (b + 32 == end) break;
    a += 16;
    STEP(4, 0) if (b + 40 == end) break;
    STEP(5, 1) if (b + 48 == end) break;
    STEP(6, 2) if (b + 56 == end) break;
    STEP(7, 3)
    a += 16; b += 64;
    if (b == end) break;
  }
#undef STEP
  if (accumulate) { ADD_TILE(c, ldc) }
  STORE_TILE(c, ldc)
}

/* The same for four rows of a as they lie in memory, `lda` apart. */
NOINLINE void tile_4x8_rows(int k, const f32 *a0, size_t lda, const f32 *b, f32 *c, int ldc, int accumulate) {
  const f32 *a1 = a0 + lda, *a2 = a1 + lda, *a3 = a2 + lda, *end = b + (size_t)k * 8;
  ZERO8;
#define STEP(i) STEP4(a0 + (i), a1 + (i), a2 + (i), a3 + (i), b + (i) * 8)
  for (;;) {
    STEP(0) if (b + 8 == end) break;
    STEP(1) if (b + 16 == end) break;
    STEP(2) if (b + 24 == end) break;
    STEP(3) if (b + 32 == end) break;
    STEP(4) if (b + 40 == end) break;
    STEP(5) if (b + 48 == end) break;
    STEP(6) if (b + 56 == end) break;
    STEP(7)
    b += 64; a0 += 8; a1 += 8; a2 += 8; a3 += 8;
    if (b == end) break;
  }
#undef STEP
  if (accumulate) { ADD_TILE(c, ldc) }
  STORE_TILE(c, ldc)
}

#endif
