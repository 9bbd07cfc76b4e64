/* The innermost loops: a tile of R rows and V vectors of columns, held in registers.
 *
 * A is either in blocks [k / W][R][W], rows as they lie, so that packing needs no transpose; or in panels, `step` floats
 * from one k to the next. B is in panels [k][V * W], or in rows `b_step` floats apart. Each sum is one chain over k. It
 * begins at `start`, or at 0; `plus`, if there is one, is added at its end.
 */
#ifndef MICRO_KERNEL_H
#define MICRO_KERNEL_H
#include "simd.h"

/* b0 and b1 are no array: the compiler would move an array through the stack. */
#define TILE_STEP(row_at) \
  { \
    const f32x b0 = LOAD(b), b1 = V > 1 ? LOAD(b + W) : b0; \
    UNROLL for (int r = 0; r < R; r++) { \
      const f32x x_ = SPLAT(row_at); \
      s[r][0] = MADD(s[r][0], x_, b0); \
      if (V > 1) s[r][1] = MADD(s[r][1], x_, b1); \
    } \
  }
#define TILE_BEGIN \
  f32x s[16][2]; \
  UNROLL for (int r = 0; r < R; r++) { \
    UNROLL for (int v = 0; v < V; v++) s[r][v] = start ? LOAD(start + r * ld + v * W) : (f32x){0}; \
  }
#define TILE_END \
  UNROLL for (int r = 0; r < R; r++) { \
    UNROLL for (int v = 0; v < V; v++) { \
      const size_t at_ = r * ld + v * W; \
      STORE(to + at_, plus ? ADD(s[r][v], LOAD(plus + at_)) : s[r][v]); \
    } \
  }

/* What is fetched ahead: a line at each step, `ahead_step` floats apart; or for W steps a line of each row. */
enum { A_LINE = 1, EACH_ROW = 2 };

/* Blocks of A; `lane` is the place in the first block at which it begins. */
INLINE void tile_blocks(const int R, const int V, const int FETCH, int k, int lane, const f32 *a, const f32 *b,
                        size_t b_step, const f32 *start, const f32 *plus, f32 *to, size_t ld, const f32 *ahead,
                        size_t ahead_step) {
  TILE_BEGIN
  if (lane != 0) {
    const int n = min_int(W - lane, k);
    const f32 *from = a + lane;
    for (const f32 *end = from + n; from != end; from++, b += b_step) TILE_STEP(from[r * W])
    a += R * W;
    k -= n;
  }
  for (; k >= W; k -= W, a += (R - 1) * W) {
    if (FETCH == EACH_ROW) {
      UNROLL for (int r = 0; r < R; r++) __builtin_prefetch(ahead + r * ahead_step);
      ahead += W;
    }
    for (const f32 *end = a + W; a != end; a++, b += b_step) {
      if (FETCH == A_LINE) {
        __builtin_prefetch(ahead, 0, 2);
        ahead += ahead_step;
      }
      TILE_STEP(a[r * W])
    }
  }
  for (; k > 0; k--, a++, b += b_step) TILE_STEP(a[r * W])
  TILE_END
}

INLINE void tile_panels(const int R, const int V, int k, const f32 *a, size_t step, const f32 *b, const f32 *plus, f32 *to,
                        size_t ld) {
  const f32 *const start = 0;
  TILE_BEGIN
  for (; k > 0; k--, a += step, b += V * W) TILE_STEP(a[r])
  TILE_END
}

/* Rows as they lie into blocks [k / W][R][W]; missing ones repeat the last. */
INLINE void pack_blocks(const int R, int rows, int k, const f32 *a, size_t row, f32 *to) {
  for (int l = 0; l < k; l += W, to += R * W) {
    UNROLL for (int r = 0; r < R; r++) {
      const f32 *from = a + (r < rows ? r : rows - 1) * row + l;
      if (k - l >= W) {
        STORE(to + r * W, LOAD(from));
      } else {
        for (int e = 0; e < k - l; e++) to[r * W + e] = from[e];
      }
    }
  }
}

/* b[l * row + j] into panels [columns / NR][k][NR], `panel` floats apart, with zeros beyond the last column. */
INLINE void pack_panels(int k, int columns, const f32 *b, size_t row, f32 *to, size_t panel) {
  for (int l = 0; l < k; l++) {
    const f32 *from = b + l * row;
    f32 *d = to + (size_t)l * NR;
    int j = 0;
    for (; j + NR <= columns; j += NR, d += panel) {
      STORE(d, LOAD(from + j));
      STORE(d + W, LOAD(from + j + W));
    }
    if (j < columns) {
      for (int e = 0; e < NR; e++) d[e] = j + e < columns ? from[j + e] : 0.f;
    }
  }
}

#endif
