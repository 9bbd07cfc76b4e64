/* C = A . B where A has few rows (a batch) and B is large, its rows contiguous: the forward pass of a dense layer; see
 * native/wasm/thin-product.c. Nothing of B is packed: a band of its rows is read from left to right, that many streams of
 * memory, fetched ahead. */
#include "kernel.h"
#include "micro-kernel.h"

typedef struct {
  int rows, columns, depth, splits;
  At a;
  int a_row, a_column; /* floats from one to the next */
  At b;
  int b_row;
  At parts; /* [splits][rows][columns] */
} ThinProduct;

/* A sum over CHUNK rows of B is one chain, as in WASM; a band is read at a time. Rows of A are taken TILE_ROWS at once. */
enum { CHUNK = 128, BAND = 32, TILE_ROWS = W == 8 ? MR : 8, MOST_ROWS = 4096 };
/* Floats that are fetched ahead in each row of B. */
enum { AHEAD = 256 };

NOINLINE void tile(int k, const f32 *a, const f32 *b, size_t b_step, const f32 *start, const f32 *plus, f32 *to, size_t ld,
                   const f32 *ahead, size_t ahead_step) {
  tile_blocks(TILE_ROWS, 2, A_LINE, k, 0, a, b, b_step, start, plus, to, ld, ahead, ahead_step);
}

INLINE int bands_of(int rows) { return (rows + TILE_ROWS - 1) / TILE_ROWS; }

PLAN(thin_product) {
  const ThinProduct *p = args;
  if (p->a_column != 1 || p->rows > MOST_ROWS) return REFUSED;
  if (p->rows <= 0 || p->columns <= 0 || p->depth <= 0 || p->splits <= 0 || p->a_row < 0 || p->b_row < 0) return OUTSIDE;
  *scratch = (size_t)bands_of(p->rows) * TILE_ROWS * BAND + (size_t)BAND * NR + 3 * TILE_ROWS * NR +
             (size_t)p->rows * p->columns;
  const int ok = rows_lie_in(heap, p->a, p->rows, p->a_row, p->depth) &&
                 rows_lie_in(heap, p->b, p->depth, p->b_row, p->columns) &&
                 lies_in(heap, p->parts, volume(p->splits, p->rows, p->columns, 1));
  return ok ? p->splits : OUTSIDE;
}

KERNEL(thin_product) {
  const ThinProduct *p = args;
  const int rows = p->rows, n = p->columns, bands = bands_of(rows);
  f32 *packed = scratch, *last = packed + (size_t)bands * TILE_ROWS * BAND, *edge = last + BAND * NR;
  f32 *chain = edge + 3 * TILE_ROWS * NR, *c = P(p->parts) + (size_t)unit * rows * n;
  const int from = (int)share(p->depth, unit, p->splits, CHUNK), end = (int)share(p->depth, unit + 1, p->splits, CHUNK);
  for (int k0 = from; k0 < end; k0 += BAND) {
    /* The first chunk is summed in C itself, every other one beside it, and then added. */
    const int of_chunk = (k0 - from) % CHUNK, k = min_int(BAND, end - k0), is_first_chunk = k0 - from < CHUNK;
    const int begins = of_chunk == 0, ends = of_chunk + BAND >= CHUNK || k0 + BAND >= end;
    const int adds = ends && !is_first_chunk;
    f32 *sums = is_first_chunk ? c : chain;
    for (int i = 0; i < bands; i++) {
      pack_blocks(TILE_ROWS, min_int(TILE_ROWS, rows - i * TILE_ROWS), k, P(p->a) + (size_t)i * TILE_ROWS * p->a_row + k0,
                  p->a_row, packed + (size_t)i * TILE_ROWS * BAND);
    }
    const f32 *b = P(p->b) + (size_t)k0 * p->b_row;
    for (int j = 0; j < n; j += NR) {
      const int whole = j + NR <= n;
      if (!whole) pack_panels(k, n - j, b + j, p->b_row, last, 0);
      for (int i = 0; i < bands; i++) {
        const f32 *a = packed + (size_t)i * TILE_ROWS * BAND, *bj = whole ? b + j : last;
        const f32 *ahead = whole ? b + j + AHEAD + (i & 1) * 16 : last;
        const size_t step = whole ? (size_t)p->b_row : NR, at = (size_t)i * TILE_ROWS * n + j;
        if (i * TILE_ROWS + TILE_ROWS <= rows && whole) {
          tile(k, a, bj, step, begins ? 0 : sums + at, adds ? c + at : 0, adds ? c + at : sums + at, n, ahead, step);
          continue;
        }
        /* At the edges a tile of its own. */
        f32 *start = edge + TILE_ROWS * NR, *plus = start + TILE_ROWS * NR;
        const int height = min_int(TILE_ROWS, rows - i * TILE_ROWS), width = min_int(NR, n - j);
        for (int r = 0; r < height; r++) {
          memcpy(start + r * NR, sums + at + (size_t)r * n, 4 * (size_t)width);
          memcpy(plus + r * NR, c + at + (size_t)r * n, 4 * (size_t)width);
        }
        tile(k, a, bj, step, begins ? 0 : start, adds ? plus : 0, edge, NR, ahead, step);
        for (int r = 0; r < height; r++) {
          memcpy((adds ? c : sums) + at + (size_t)r * n, edge + r * NR, 4 * (size_t)width);
        }
      }
    }
  }
}

/* y = activation(bias + sum of the parts, in order); a unit is one row. */
typedef struct {
  int rows, columns, parts;
  At part, bias, y;
  int activation; /* 1: max(0, y), 2: also at most 6 */
} ThinSum;

PLAN(thin_sum) {
  (void)scratch;
  const ThinSum *p = args;
  if (p->rows <= 0 || p->columns <= 0 || p->parts <= 0) return OUTSIDE;
  const int ok = lies_in(heap, p->part, volume(p->parts, p->rows, p->columns, 1)) &&
                 lies_in(heap, p->y, volume(p->rows, p->columns, 1, 1)) &&
                 (p->bias == 0 || lies_in(heap, p->bias, (uint64_t)p->columns));
  return ok ? p->rows : OUTSIDE;
}

KERNEL(thin_sum) {
  (void)scratch;
  const ThinSum *p = args;
  const size_t size = (size_t)p->rows * p->columns;
  const f32 *part = P(p->part) + (size_t)unit * p->columns, *bias = p->bias ? P(p->bias) : 0;
  f32 *y = P(p->y) + (size_t)unit * p->columns;
  int j = 0;
  for (; j + W <= p->columns; j += W) {
    f32x sum = LOAD(part + j);
    for (int s = 1; s < p->parts; s++) sum = ADD(sum, LOAD(part + s * size + j));
    if (bias) sum = ADD(sum, LOAD(bias + j));
    if (p->activation) sum = at_least(sum, (f32x){0});
    if (p->activation == 2) sum = at_most(sum, SPLAT(6.f));
    STORE(y + j, sum);
  }
  for (; j < p->columns; j++) {
    f32 sum = part[j];
    for (int s = 1; s < p->parts; s++) sum += part[s * size + j];
    if (bias) sum += bias[j];
    if (p->activation) sum = relu_one(sum, j, p->columns);
    if (p->activation == 2) sum = sum > 6.f ? 6.f : sum;
    y[j] = sum;
  }
}

TABLE(thin_product) = {{"thin_product", thin_product, thin_product_plan},
                       {"thin_sum", thin_sum, thin_sum_plan},
                       {0, 0, 0}};
