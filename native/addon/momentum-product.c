/* The gradient of a dense layer's weights and their update in one pass; see native/wasm/momentum-product.c. */
#include "kernel.h"
#include "micro-kernel.h"

typedef struct {
  int rows, columns, depth;
  At a;
  int a_row, a_column; /* floats from one to the next */
  At b;
  int b_row, b_column;
  At packed_b; /* columns of B in panels [depth][NR] */
  At weight, velocity;
  f32 rate, momentum, decay;
} MomentumProduct;

/* Rows of a unit, columns of a unit of the packing, and rows at a time: few streams of memory. */
enum { BAND = 32, COLUMNS = 128, ROWS = 4 };

/* Both steps decide the same, since the layout of the panels is their own. */
static int fits(const MomentumProduct *p) { return p->a_row == 1 && p->b_column == 1; }
static int lies_in_heap(const Heap *heap, const MomentumProduct *p) {
  const uint64_t size = volume(p->rows, p->columns, 1, 1);
  return p->rows > 0 && p->columns > 0 && p->depth > 0 && p->a_column >= 0 && p->b_row >= 0 && p->columns < 1 << 30 &&
         rows_lie_in(heap, p->a, p->depth, p->a_column, p->rows) &&
         rows_lie_in(heap, p->b, p->depth, p->b_row, p->columns) &&
         lies_in(heap, p->packed_b, volume((p->columns + NR - 1) / NR, NR, p->depth, 1)) &&
         lies_in(heap, p->weight, size) && lies_in(heap, p->velocity, size);
}

PLAN(momentum_product_panels) {
  (void)scratch;
  const MomentumProduct *p = args;
  if (!fits(p)) return REFUSED;
  return lies_in_heap(heap, p) ? (p->columns + COLUMNS - 1) / COLUMNS : OUTSIDE;
}
KERNEL(momentum_product_panels) {
  (void)scratch;
  const MomentumProduct *p = args;
  const int j = unit * COLUMNS;
  pack_panels(p->depth, min_int(COLUMNS, p->columns - j), P(p->b) + j, p->b_row, P(p->packed_b) + (size_t)j * p->depth,
              (size_t)p->depth * NR);
}

INLINE void update(const MomentumProduct *p, f32 *w, f32 *v, f32x gradient) {
  const f32x weight = LOAD(w), rate = SPLAT(-p->rate);
  const f32x next =
      ADD(MUL(SPLAT(p->momentum), LOAD(v)), MUL(rate, ADD(MUL(SPLAT(p->decay), weight), gradient)));
  STORE(v, next);
  STORE(w, ADD(weight, next));
}
INLINE void update_one(const MomentumProduct *p, f32 *w, f32 *v, f32 gradient) {
  const f32 next = p->momentum * *v + -p->rate * (p->decay * *w + gradient);
  *v = next;
  *w += next;
}

PLAN(momentum_product) {
  const MomentumProduct *p = args;
  if (!fits(p)) return REFUSED;
  if (!lies_in_heap(heap, p)) return OUTSIDE;
  *scratch = (size_t)BAND * p->depth;
  return (p->rows + BAND - 1) / BAND;
}
/* A unit is BAND rows. */
KERNEL(momentum_product) {
  const MomentumProduct *p = args;
  const int k = p->depth, first = unit * BAND, rows = min_int(BAND, p->rows - first), n = p->columns;
  for (int l = 0; l < k; l++) {
    const f32 *from = P(p->a) + (size_t)l * p->a_column + first;
    for (int i = 0; i < BAND; i++) scratch[l * BAND + i] = i < rows ? from[i] : 0.f;
  }
  for (int i = 0; i < rows; i += ROWS) {
    const int height = min_int(ROWS, rows - i);
    for (int j = 0; j < n; j += NR) {
      const f32 *a = scratch + i, *b = P(p->packed_b) + (size_t)j * k;
      const size_t at = (size_t)(first + i) * n + j;
      f32 *w = P(p->weight) + at, *v = P(p->velocity) + at;
      f32x s[ROWS][2];
      UNROLL for (int r = 0; r < ROWS; r++) {
        s[r][0] = s[r][1] = (f32x){0};
        for (int line = 256; line < 256 + NR; line += 16) {
          __builtin_prefetch(w + (size_t)r * n + line, 1);
          __builtin_prefetch(v + (size_t)r * n + line, 1);
        }
      }
      for (int l = 0; l < k; l++, a += BAND, b += NR) {
        const f32x b0 = LOAD(b), b1 = LOAD(b + W);
        UNROLL for (int r = 0; r < ROWS; r++) {
          const f32x x = SPLAT(a[r]);
          s[r][0] = MADD(s[r][0], x, b0);
          s[r][1] = MADD(s[r][1], x, b1);
        }
      }
      UNROLL for (int r = 0; r < ROWS; r++) {
        if (r >= height) break;
        f32 *wr = w + (size_t)r * n, *vr = v + (size_t)r * n;
        if (j + NR <= n) {
          update(p, wr, vr, s[r][0]);
          update(p, wr + W, vr + W, s[r][1]);
          continue;
        }
        f32 gradient[NR];
        STORE(gradient, s[r][0]);
        STORE(gradient + W, s[r][1]);
        for (int e = 0; e < n - j; e++) update_one(p, wr + e, vr + e, gradient[e]);
      }
    }
  }
}

TABLE(momentum_product) = {{"momentum_product_panels", momentum_product_panels, momentum_product_panels_plan},
                           {"momentum_product", momentum_product, momentum_product_plan},
                           {0, 0, 0}};
