/* The gradient of a dense layer's weights and their update in one pass: G = A · B, then
 *
 *   v = momentum * v - rate * (decay * w + g),  w = w + v
 *
 * G is as large as the weights (38 million in one of AlexNet's) and of so little depth (the batch) that writing it and
 * reading it again takes as long as computing it. Here a piece of it lives in a tile, and is used up.
 */
#include "micro-kernel.h"
#include "pack.h"
#include "pool.h"

enum { BAND = 32, PANELS = 16 };

typedef struct {
  int rows, columns, depth;
  const f32 *a;
  int a_row, a_column; /* floats from one to the next */
  const f32 *b;
  int b_row, b_column;
  f32 *packed_b; /* columns of B in panels [depth][8], depth * 8 + 16 floats from one to the next */
  f32 *weight, *velocity;
  f32 rate, momentum, decay;
} MomentumProduct;

/* B into its panels; a unit is PANELS of them. */
KERNEL(momentum_product_panels) {
  (void)scratch;
  const MomentumProduct *p = args;
  const size_t panel = (size_t)p->depth * 8 + 16;
  const int j = unit * PANELS * 8;
  pack_columns(p->depth, min_int(PANELS * 8, p->columns - j), p->b + (size_t)j * p->b_column, p->b_row, p->b_column,
               p->packed_b + (size_t)unit * PANELS * panel, panel);
}

/* The roundings of momentum_update: the result must not depend on which of the two is run. */
#define UPDATE(at, g) \
  { \
    f32x4 weight_ = LOAD(w + (at)); \
    f32x4 next_ = ADD(MUL(m, LOAD(v + (at))), MUL(rate, ADD(MUL(decay, weight_), g))); \
    STORE(v + (at), next_); \
    STORE(w + (at), ADD(weight_, next_)); \
  }

/* A whole tile of four rows and eight columns, n floats from row to row, used up from the registers that it is in. */
NOINLINE void update_4x8(const MomentumProduct *p, const f32 *a, const f32 *b, size_t at) {
  ZERO8;
  const f32 *end = a + (size_t)p->depth * 4;
  for (; a != end; a += 4, b += 8) {
    STEP4(a, a + 1, a + 2, a + 3, b)
    a += 4; b += 8;
    if (a == end) break;
    STEP4(a, a + 1, a + 2, a + 3, b)
  }
  const f32x4 rate = SPLAT(-p->rate), m = SPLAT(p->momentum), decay = SPLAT(p->decay);
  const size_t n = p->columns;
  f32 *w = p->weight + at, *v = p->velocity + at;
  UPDATE(0, s00) UPDATE(4, s01)
  UPDATE(n, s10) UPDATE(n + 4, s11)
  UPDATE(2 * n, s20) UPDATE(2 * n + 4, s21)
  UPDATE(3 * n, s30) UPDATE(3 * n + 4, s31)
}

/* A unit is BAND rows. scratch: BAND * depth floats */
KERNEL(momentum_product) {
  const MomentumProduct *p = args;
  const int k = p->depth, first = unit * BAND, rows = min_int(BAND, p->rows - first), n = p->columns;
  const size_t panel = (size_t)k * 8 + 16;
  f32 tile[32] __attribute__((aligned(16)));
  pack_rows(rows, k, p->a + (size_t)first * p->a_row, p->a_row, p->a_column, scratch);
  for (int jc = 0; jc < n; jc += PANELS * 8) {
    for (int i = 0; i < rows; i += 4) {
      for (int j = jc; j < min_int(jc + PANELS * 8, n); j += 8) {
        const f32 *pa = scratch + (size_t)i * k, *pb = p->packed_b + (size_t)(j / 8) * panel;
        if (i + 4 <= rows && j + 8 <= n) {
          update_4x8(p, pa, pb, (size_t)(first + i) * n + j);
          continue;
        }
        tile_4x8(k, pa, pb, tile, 8, 0);
        for (int r = 0; r < min_int(4, rows - i); r++) {
          for (int q = 0; q < min_int(8, n - j); q++) {
            const size_t at = (size_t)(first + i + r) * n + j + q;
            f32 next = p->momentum * p->velocity[at] + -p->rate * (p->decay * p->weight[at] + tile[r * 8 + q]);
            p->velocity[at] = next;
            p->weight[at] += next;
          }
        }
      }
    }
  }
}
