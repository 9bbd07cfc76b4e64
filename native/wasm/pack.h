/* Copies matrices of any strides into the panels that the micro-kernel reads: A in [rows / 4][k][4], B in
 * [columns / 8][k][8]. What a last panel lacks is filled with zeros.
 */
#ifndef PACK_H
#define PACK_H
#include "simd.h"

/* rows x k of A, element (i, l) at a[i * row + l * column] */
NOINLINE void pack_rows(int rows, int k, const f32 *a, size_t row, size_t column, f32 *to) {
  int i = 0;
  for (; i + 4 <= rows; i += 4) {
    const f32 *from = a + i * row;
    int l = 0;
    if (column == 1) {
      for (; l + 4 <= k; l += 4, to += 16) {
        const f32 *q = from + l;
        f32x4 o0, o1, o2, o3;
        TRANSPOSE4(LOAD(q), LOAD(q + row), LOAD(q + 2 * row), LOAD(q + 3 * row), o0, o1, o2, o3);
        STORE(to, o0); STORE(to + 4, o1); STORE(to + 8, o2); STORE(to + 12, o3);
      }
    } else if (row == 1) {
      for (; l < k; l++, to += 4) STORE(to, LOAD(from + l * column));
    }
    for (; l < k; l++, to += 4) {
      UNROLL for (int r = 0; r < 4; r++) to[r] = from[r * row + l * column];
    }
  }
  if (i < rows) {
    for (int l = 0; l < k; l++, to += 4) {
      for (int r = 0; r < 4; r++) to[r] = i + r < rows ? a[(i + r) * row + l * column] : 0.f;
    }
  }
}

/* k x columns of B, element (l, j) at b[l * row + j * column]; `panel` floats from one panel to the next. Rows that are
 * contiguous are read in order: panel after panel, rows a power of two apart would push each other out of the cache. */
NOINLINE void pack_columns(int k, int columns, const f32 *b, size_t row, size_t column, f32 *to, size_t panel) {
  int j = 0;
  if (column == 1 && row != 1) {
    const int whole = columns & ~7;
    for (int l = 0; l < k; l++) {
      const f32 *from = b + l * row;
      f32 *d = to + (size_t)l * 8;
      for (j = 0; j < whole; j += 8, d += panel) {
        STORE(d, LOAD(from + j));
        STORE(d + 4, LOAD(from + j + 4));
      }
    }
    j = whole;
    to += (size_t)(whole / 8) * panel;
  }
  for (; j + 8 <= columns; j += 8, to += panel) {
    const f32 *from = b + j * column;
    f32 *d = to;
    int l = 0;
    if (row == 1) {
      for (; l + 4 <= k; l += 4, d += 32) {
        UNROLL for (int h = 0; h < 8; h += 4) {
          const f32 *q = from + h * column + l;
          f32x4 o0, o1, o2, o3;
          TRANSPOSE4(LOAD(q), LOAD(q + column), LOAD(q + 2 * column), LOAD(q + 3 * column), o0, o1, o2, o3);
          STORE(d + h, o0); STORE(d + 8 + h, o1); STORE(d + 16 + h, o2); STORE(d + 24 + h, o3);
        }
      }
    }
    for (; l < k; l++, d += 8) {
      for (int r = 0; r < 8; r++) d[r] = from[l * row + r * column];
    }
  }
  if (j < columns) {
    for (int l = 0; l < k; l++, to += 8) {
      for (int r = 0; r < 8; r++) to[r] = j + r < columns ? b[l * row + (j + r) * column] : 0.f;
    }
  }
}

#endif
