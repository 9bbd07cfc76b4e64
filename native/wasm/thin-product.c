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

/* The same for the fewest rows: nothing is packed, since what is packed would be used too seldom. Four rows of B at a
 * time, in pieces that stay in the first cache for the rows of A after the first. */
INLINE void add_rows(const f32 *a, size_t a_column, const f32 *b, size_t b_row, int count, int columns, f32 *c, int more) {
  /* Fewer than four rows are left at the end of the depth. */
  const f32 *b0 = b, *b1 = b + (count > 1 ? b_row : 0), *b2 = b1 + (count > 2 ? b_row : 0);
  const f32 *b3 = b2 + (count > 3 ? b_row : 0);
  const f32 a0 = a[0], a1 = count > 1 ? a[a_column] : 0.f, a2 = count > 2 ? a[2 * a_column] : 0.f;
  const f32 a3 = count > 3 ? a[3 * a_column] : 0.f;
  const f32x4 v0 = SPLAT(a0), v1 = SPLAT(a1), v2 = SPLAT(a2), v3 = SPLAT(a3), zero = SPLAT(0.f);
  int j = 0;
  for (; j + 4 <= columns; j += 4) {
    f32x4 sum = more ? LOAD(c + j) : zero;
    sum = MADD(sum, v0, LOAD(b0 + j));
    if (count > 1) sum = MADD(sum, v1, LOAD(b1 + j));
    if (count > 2) sum = MADD(sum, v2, LOAD(b2 + j));
    if (count > 3) sum = MADD(sum, v3, LOAD(b3 + j));
    STORE(c + j, sum);
  }
  for (; j < columns; j++) {
    f32 sum = more ? c[j] : 0.f;
    sum += a0 * b0[j];
    if (count > 1) sum += a1 * b1[j];
    if (count > 2) sum += a2 * b2[j];
    if (count > 3) sum += a3 * b3[j];
    c[j] = sum;
  }
}

/* Two rows of A at once, which share the loads of B; four rows of B. */
INLINE void add_two_rows(const f32 *a, size_t a_row, size_t a_column, const f32 *b, size_t b_row, int columns, f32 *c,
                         size_t c_row, int more) {
  const f32 *b1 = b + b_row, *b2 = b1 + b_row, *b3 = b2 + b_row;
  const f32 *d = a + a_row;
  const f32x4 v0 = SPLAT(a[0]), v1 = SPLAT(a[a_column]), v2 = SPLAT(a[2 * a_column]), v3 = SPLAT(a[3 * a_column]);
  const f32x4 u0 = SPLAT(d[0]), u1 = SPLAT(d[a_column]), u2 = SPLAT(d[2 * a_column]), u3 = SPLAT(d[3 * a_column]);
  const f32x4 zero = SPLAT(0.f);
  f32 *e = c + c_row;
  for (int j = 0; j + 4 <= columns; j += 4) {
    f32x4 one = zero, other = zero, w;
    if (more) { one = LOAD(c + j); other = LOAD(e + j); }
    w = LOAD(b + j); one = MADD(one, v0, w); other = MADD(other, u0, w);
    w = LOAD(b1 + j); one = MADD(one, v1, w); other = MADD(other, u1, w);
    w = LOAD(b2 + j); one = MADD(one, v2, w); other = MADD(other, u2, w);
    w = LOAD(b3 + j); one = MADD(one, v3, w); other = MADD(other, u3, w);
    STORE(c + j, one); STORE(e + j, other);
  }
}

KERNEL(thin_rows) {
  (void)scratch;
  const ThinProduct *p = args;
  const int n = p->columns;
  f32 *c = p->parts + (size_t)unit * p->rows * n;
  const int from = (int)share(p->depth, unit, p->splits, 4), end = (int)share(p->depth, unit + 1, p->splits, 4);
  for (int k = from; k < end; k += 4) {
    const int more = k > from;
    for (int jc = 0; jc < n; jc += THIN_COLUMNS) {
      const int columns = min_int(THIN_COLUMNS, n - jc);
      const f32 *b = p->b + (size_t)k * p->b_row + jc;
      int i = 0;
      for (; i + 2 <= p->rows && k + 4 <= end && (columns & 3) == 0; i += 2) {
        add_two_rows(p->a + (size_t)i * p->a_row + (size_t)k * p->a_column, p->a_row, p->a_column, b, p->b_row, columns,
                     c + (size_t)i * n + jc, n, more);
      }
      for (; i < p->rows; i++) {
        const f32 *a = p->a + (size_t)i * p->a_row + (size_t)k * p->a_column;
        f32 *to = c + (size_t)i * n + jc;
        if (k + 4 <= end) add_rows(a, p->a_column, b, p->b_row, 4, columns, to, more);
        else add_rows(a, p->a_column, b, p->b_row, end - k, columns, to, more);
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
