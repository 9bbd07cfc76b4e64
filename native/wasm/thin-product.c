/* C = A · B where A has few rows (a batch) and B is large, its rows contiguous: the forward pass of a dense layer.
 *
 * B is read once, and that is what takes the time. So a unit takes rows of B as a whole, in the order of memory, and
 * adds to a C of its own; a unit that took columns would read a piece of each row, and wait for memory at each. The Cs
 * of all units are then summed in order, with bias and activation.
 */
#include "micro-kernel.h"
#include "pack.h"
#include "pool.h"

enum { THIN_DEPTH = 128, THIN_COLUMNS = 1024, THIN_PANEL = THIN_DEPTH * 8 + 16 };

typedef struct {
  int rows, columns, depth, splits;
  const f32 *a;
  int a_row, a_column; /* floats from one to the next */
  const f32 *b;
  int b_row;
  f32 *parts; /* [splits][rows][columns] */
} ThinProduct;

/* scratch: (rows + 3) * THIN_DEPTH + THIN_COLUMNS / 8 * THIN_PANEL floats */
KERNEL(thin_product) {
  const ThinProduct *p = args;
  const int rows = p->rows, n = p->columns;
  f32 *packed_a = scratch, *packed_b = scratch + (size_t)((rows + 3) & ~3) * THIN_DEPTH;
  f32 *c = p->parts + (size_t)unit * rows * n;
  f32 tile[32] __attribute__((aligned(16)));
  const int from = (int)share(p->depth, unit, p->splits, THIN_DEPTH);
  const int end = (int)share(p->depth, unit + 1, p->splits, THIN_DEPTH);
  for (int k0 = from; k0 < end; k0 += THIN_DEPTH) {
    const int k = min_int(THIN_DEPTH, end - k0), more = k0 > from;
    pack_rows(rows, k, p->a + (size_t)k0 * p->a_column, p->a_row, p->a_column, packed_a);
    for (int jc = 0; jc < n; jc += THIN_COLUMNS) {
      const int columns = min_int(THIN_COLUMNS, n - jc);
      pack_columns(k, columns, p->b + (size_t)k0 * p->b_row + jc, p->b_row, 1, packed_b, THIN_PANEL);
      for (int i = 0; i < rows; i += 4) {
        const f32 *pa = packed_a + (size_t)i * k, *pb = packed_b;
        for (int j = 0; j < columns; j += 8, pb += THIN_PANEL) {
          f32 *to = c + (size_t)i * n + jc + j;
          if (i + 4 <= rows && j + 8 <= columns) {
            tile_4x8(k, pa, pb, to, n, more);
            continue;
          }
          tile_4x8(k, pa, pb, tile, 8, 0);
          for (int r = 0; r < min_int(4, rows - i); r++) {
            for (int q = 0; q < min_int(8, columns - j); q++) {
              f32 *at = to + (size_t)r * n + q;
              *at = more ? *at + tile[r * 8 + q] : tile[r * 8 + q];
            }
          }
        }
      }
    }
  }
}

/* y = activation(bias + sum of the parts, in order); a unit is one row. */
typedef struct {
  int rows, columns, parts;
  const f32 *part, *bias;
  f32 *y;
  int activation; /* 1: max(0, y), 2: also at most 6 */
} ThinSum;

KERNEL(thin_sum) {
  (void)scratch;
  const ThinSum *p = args;
  const size_t size = (size_t)p->rows * p->columns;
  const f32 *part = p->part + (size_t)unit * p->columns;
  f32 *y = p->y + (size_t)unit * p->columns;
  const f32x4 zero = SPLAT(0.f), six = SPLAT(6.f);
  int j = 0;
  for (; j + 4 <= p->columns; j += 4) {
    f32x4 sum = LOAD(part + j);
    for (int s = 1; s < p->parts; s++) sum = ADD(sum, LOAD(part + s * size + j));
    if (p->bias) sum = ADD(sum, LOAD(p->bias + j));
    if (p->activation) sum = MAX(sum, zero);
    if (p->activation == 2) sum = MIN(sum, six);
    STORE(y + j, sum);
  }
  for (; j < p->columns; j++) {
    f32 sum = part[j];
    for (int s = 1; s < p->parts; s++) sum += part[s * size + j];
    if (p->bias) sum += p->bias[j];
    if (p->activation) sum = sum < 0.f ? 0.f : sum;
    if (p->activation == 2) sum = sum > 6.f ? 6.f : sum;
    y[j] = sum;
  }
}
