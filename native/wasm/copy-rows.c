/* Rows of one tensor to places in another: what concat and split are made of. */
#include "pool.h"

typedef struct {
  int rows, columns, units;
  int from_stride, to_stride; /* floats from one row to the next */
  const f32 *from;
  f32 *to;
} CopyRows;

KERNEL(copy_rows) {
  (void)scratch;
  const CopyRows *r = args;
  size_t i = share(r->rows, unit, r->units, 1), end = share(r->rows, unit + 1, r->units, 1);
  const int C = r->columns;
  for (; i < end; i++) {
    const f32 *from = r->from + i * r->from_stride;
    f32 *to = r->to + i * r->to_stride;
    int c = 0;
    for (; c + 4 <= C; c += 4) STORE(to + c, LOAD(from + c));
    for (; c < C; c++) to[c] = from[c];
  }
}
