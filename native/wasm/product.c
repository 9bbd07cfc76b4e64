/* Matrix products C = A · B, and convolutions as products (implicit GEMM).
 *
 * A convolution is a product whose A is never made: row p holds the window of output pixel p, and the packer, which
 * copies pieces of A anyway, reads them from the image. One description serves all three products of a layer:
 *
 *   forward           rows = output pixels        depth = taps x channels          B = weights
 *   input gradient    rows = input pixels         depth = taps x filters           B = weights, transposed
 *   filter gradient   rows = taps x channels      depth = output pixels            B = output gradient
 *
 * A tap is (dy, dx, place in the weights): the window of grid pixel (i, j) has it at image pixel (i * step_y + dy,
 * j * step_x + dx), zero outside. Strides, paddings and dilations are all in that table. The input gradient of a stride
 * above 1 is one product for each residue of the input pixel, with the taps that reach it, scattered into the image.
 *
 * Units: (split of the depth, group, block of columns, block of rows). Each packs what it needs; the order of every sum
 * is fixed by DEPTH and the number of splits, which follow from the shape alone.
 */
#include "micro-kernel.h"
#include "pack.h"
#include "pool.h"

/* Sizes of packed blocks: A 128 KiB and B 512 KiB in the second cache, one panel of B, 8 KiB, in the first. */
enum { ROWS = 128, DEPTH = 256, COLUMNS = 512 };
/* Floats from one panel of B to the next: a line of the cache more than it holds, so that panels do not collide. */
#define PANEL(k) ((size_t)(k) * 8 + 16)
enum { MATRIX = 0, WINDOWS = 1, WINDOWS_TURNED = 2 };
enum { LINEAR = 0, RELU = 1, RELU6 = 2 };

typedef struct {
  int dy, dx, place;
} Tap;

typedef struct {
  int rows, columns, depth, groups, splits;
  int block_rows, block_columns; /* of a unit */
  int a_kind;
  const f32 *a;
  int a_row, a_column, a_group; /* floats from one to the next; of an image a_row is that between pixels */
  int b_is_taps;                /* B is weights: b_tap floats between taps */
  const f32 *b;
  int b_row, b_column, b_group, b_tap;
  f32 *c;
  int c_row, c_group, c_split;
  const f32 *bias; /* one for each column, or 0 */
  int bias_group;
  int activation;
  /* the image */
  int height, width, channels, taps;
  const Tap *tap;
  int grid_height, grid_width, step_y, step_x;
  int inside; /* no window leaves the image */
  const f32 *zeros; /* at least `channels` of them */
  /* scattered rows of C: grid pixel (i, j) is pixel (i * out_step_y + out_y, ...) */
  int scattered, out_height, out_width, out_step_y, out_step_x, out_y, out_x;
} Product;

/* Windows of the pixels i0 .. i0 + rows, the elements k0 .. k0 + k of each, in panels of four pixels. */
NOINLINE void pack_windows(const Product *p, const f32 *image, int i0, int rows, int k0, int k, f32 *to) {
  const int C = p->channels, pixels = p->grid_height * p->grid_width;
  const size_t row = p->a_row;
  for (int i = 0; i < rows; i += 4) {
    int y[4], x[4];
    const f32 *base[4];
    UNROLL for (int e = 0; e < 4; e++) {
      int pixel = i0 + (i + e < rows ? i + e : i), n = pixel / pixels, q = pixel - n * pixels, oy = q / p->grid_width;
      y[e] = i + e < rows ? oy * p->step_y : -(1 << 29); /* beyond the last row: outside, so zero */
      x[e] = (q - oy * p->grid_width) * p->step_x;
      base[e] = image + (size_t)n * p->height * p->width * row;
    }
    int t = k0 / C, c = k0 - t * C;
    for (int left = k; left > 0; t++, c = 0) {
      int run = min_int(C - c, left), u = 0;
      const f32 *from[4];
      left -= run;
      UNROLL for (int e = 0; e < 4; e++) {
        int yy = y[e] + p->tap[t].dy, xx = x[e] + p->tap[t].dx;
        from[e] = (unsigned)yy < (unsigned)p->height && (unsigned)xx < (unsigned)p->width
                      ? base[e] + ((size_t)yy * p->width + xx) * row + c
                      : p->zeros;
      }
      const f32 *f0 = from[0], *f1 = from[1], *f2 = from[2], *f3 = from[3];
      for (; u + 4 <= run; u += 4, to += 16) {
        f32x4 o0, o1, o2, o3;
        TRANSPOSE4(LOAD(f0 + u), LOAD(f1 + u), LOAD(f2 + u), LOAD(f3 + u), o0, o1, o2, o3);
        STORE(to, o0); STORE(to + 4, o1); STORE(to + 8, o2); STORE(to + 12, o3);
      }
      for (; u < run; u++, to += 4) {
        to[0] = f0[u]; to[1] = f1[u]; to[2] = f2[u]; to[3] = f3[u];
      }
    }
  }
}

/* The same, transposed: rows i0 .. i0 + rows are (tap, channel), columns the pixels k0 .. k0 + k. */
NOINLINE void pack_windows_transposed(const Product *p, const f32 *image, int i0, int rows, int k0, int k, f32 *to) {
  const int C = p->channels, GW = p->grid_width, pixels = p->grid_height * GW;
  const ptrdiff_t row = p->a_row;
  for (int i = 0; i < rows; i += 4) {
    int first = i0 + i, n = k0 / pixels, oy = (k0 - n * pixels) / GW, ox = k0 - n * pixels - oy * GW;
    if ((C & 3) == 0) { /* four channels of one tap */
      int t = first / C, c = first - t * C, dy = p->tap[t].dy, dx = p->tap[t].dx;
      for (int left = k; left > 0;) {
        int run = min_int(GW - ox, left), yy = oy * p->step_y + dy, xx = ox * p->step_x + dx;
        const f32 *from = image + ((ptrdiff_t)n * p->height + yy) * p->width * row + c;
        int visible = (unsigned)yy < (unsigned)p->height;
        for (int u = 0; u < run; u++, xx += p->step_x, to += 4) {
          STORE(to, visible && (unsigned)xx < (unsigned)p->width ? LOAD(from + xx * row) : SPLAT(0.f));
        }
        left -= run;
        ox = 0;
        if (++oy == p->grid_height) { oy = 0; n++; }
      }
      continue;
    }
    int dy[4], dx[4], channel[4];
    for (int e = 0; e < 4; e++) {
      int r = first + e, t = r / C;
      int real = i + e < rows;
      dy[e] = real ? p->tap[t].dy : 0;
      dx[e] = real ? p->tap[t].dx : 0;
      channel[e] = real ? r - t * C : 0; /* a row beyond the last is computed and thrown away */
    }
    if (p->inside) {
      ptrdiff_t o0 = ((ptrdiff_t)dy[0] * p->width + dx[0]) * row + channel[0];
      ptrdiff_t o1 = ((ptrdiff_t)dy[1] * p->width + dx[1]) * row + channel[1];
      ptrdiff_t o2 = ((ptrdiff_t)dy[2] * p->width + dx[2]) * row + channel[2];
      ptrdiff_t o3 = ((ptrdiff_t)dy[3] * p->width + dx[3]) * row + channel[3];
      for (int left = k; left > 0;) {
        int run = min_int(GW - ox, left);
        const f32 *from =
            image + (((ptrdiff_t)n * p->height + oy * p->step_y) * p->width + (ptrdiff_t)ox * p->step_x) * row;
        for (int u = 0; u < run; u++, from += p->step_x * row, to += 4) {
          to[0] = from[o0]; to[1] = from[o1]; to[2] = from[o2]; to[3] = from[o3];
        }
        left -= run;
        ox = 0;
        if (++oy == p->grid_height) { oy = 0; n++; }
      }
      continue;
    }
    for (int l = 0; l < k; l++, to += 4) {
      for (int e = 0; e < 4; e++) {
        int yy = oy * p->step_y + dy[e], xx = ox * p->step_x + dx[e];
        to[e] = (unsigned)yy < (unsigned)p->height && (unsigned)xx < (unsigned)p->width
                    ? image[(((ptrdiff_t)n * p->height + yy) * p->width + xx) * row + channel[e]]
                    : 0.f;
      }
      if (++ox == GW) {
        ox = 0;
        if (++oy == p->grid_height) { oy = 0; n++; }
      }
    }
  }
}

/* Weights: rows k0 .. k0 + k are (tap, channel). */
NOINLINE void pack_weights(const Product *p, const f32 *b, int k0, int k, int columns, f32 *to) {
  const int C = p->channels;
  int t = k0 / C, c = k0 - t * C;
  for (int done = 0; done < k; t++, c = 0) {
    int run = min_int(C - c, k - done);
    const f32 *from = b + (size_t)p->tap[t].place * p->b_tap + (size_t)c * p->b_row;
    pack_columns(run, columns, from, p->b_row, p->b_column, to + (size_t)done * 8, PANEL(k));
    done += run;
  }
}

INLINE f32 *row_of(const Product *p, f32 *c, int i) {
  if (!p->scattered) return c + (size_t)i * p->c_row;
  int pixels = p->grid_height * p->grid_width, n = i / pixels, q = i - n * pixels;
  int y = q / p->grid_width, x = q - y * p->grid_width;
  y = y * p->out_step_y + p->out_y;
  x = x * p->out_step_x + p->out_x;
  return c + (((size_t)n * p->out_height + y) * p->out_width + x) * p->c_row;
}

/* Packed blocks, rows i0 .. i0 + rows and `columns` columns of c. */
NOINLINE void multiply_block(const Product *p, int i0, int rows, int columns, int k, const f32 *a, const f32 *b, f32 *c,
                             int accumulate) {
  f32 tile[32] __attribute__((aligned(16)));
  for (int j = 0; j < columns; j += 8) {
    for (int i = 0; i < rows; i += 4) {
      const f32 *pa = a + (size_t)i * k, *pb = b + (size_t)(j / 8) * PANEL(k);
      if (!p->scattered && i + 4 <= rows && j + 8 <= columns) {
        tile_4x8(k, pa, pb, c + (size_t)(i0 + i) * p->c_row + j, p->c_row, accumulate);
        continue;
      }
      tile_4x8(k, pa, pb, tile, 8, 0);
      for (int r = 0; r < min_int(4, rows - i); r++) {
        f32 *to = row_of(p, c, i0 + i + r) + j;
        for (int q = 0; q < min_int(8, columns - j); q++) to[q] = accumulate ? to[q] + tile[r * 8 + q] : tile[r * 8 + q];
      }
    }
  }
}

NOINLINE void finish_block(const Product *p, int i0, int rows, int columns, const f32 *bias, f32 *c) {
  const f32x4 zero = SPLAT(0.f), six = SPLAT(6.f);
  for (int i = i0; i < i0 + rows; i++) {
    f32 *to = c + (size_t)i * p->c_row;
    int j = 0;
    for (; j + 4 <= columns; j += 4) {
      f32x4 v = LOAD(to + j);
      if (bias) v = ADD(v, LOAD(bias + j));
      if (p->activation != LINEAR) v = MAX(v, zero);
      if (p->activation == RELU6) v = MIN(v, six);
      STORE(to + j, v);
    }
    for (; j < columns; j++) {
      f32 v = to[j];
      if (bias) v += bias[j];
      if (p->activation != LINEAR) v = v < 0.f ? 0.f : v;
      if (p->activation == RELU6) v = v > 6.f ? 6.f : v;
      to[j] = v;
    }
  }
}

/* scratch: ROWS * DEPTH + COLUMNS / 8 * PANEL(DEPTH) floats */
KERNEL(product) {
  const Product *p = args;
  f32 *packed_a = scratch, *packed_b = scratch + ROWS * DEPTH;
  int row_blocks = (p->rows + p->block_rows - 1) / p->block_rows;
  int column_blocks = (p->columns + p->block_columns - 1) / p->block_columns;
  int ib = unit % row_blocks, rest = unit / row_blocks;
  int jb = rest % column_blocks;
  rest /= column_blocks;
  int group = rest % p->groups, split = rest / p->groups;
  int i_from = ib * p->block_rows, i_to = min_int(p->rows, i_from + p->block_rows);
  int j_from = jb * p->block_columns, j_to = min_int(p->columns, j_from + p->block_columns);
  int k_from = (int)share(p->depth, split, p->splits, DEPTH), k_to = (int)share(p->depth, split + 1, p->splits, DEPTH);
  const f32 *a = p->a + (size_t)group * p->a_group, *b = p->b + (size_t)group * p->b_group;
  f32 *c = p->c + (size_t)group * p->c_group + (size_t)split * p->c_split;
  for (int jc = j_from; jc < j_to; jc += COLUMNS) {
    int columns = min_int(COLUMNS, j_to - jc);
    if (k_from == k_to) {
      for (int i = i_from; i < i_to; i++) {
        f32 *to = row_of(p, c, i) + jc;
        for (int j = 0; j < columns; j++) to[j] = 0.f;
      }
    }
    for (int k0 = k_from; k0 < k_to; k0 += DEPTH) {
      int k = min_int(DEPTH, k_to - k0);
      if (p->b_is_taps) {
        pack_weights(p, b + (size_t)jc * p->b_column, k0, k, columns, packed_b);
      } else {
        pack_columns(k, columns, b + (size_t)k0 * p->b_row + (size_t)jc * p->b_column, p->b_row, p->b_column, packed_b,
                     PANEL(k));
      }
      for (int ic = i_from; ic < i_to; ic += ROWS) {
        int rows = min_int(ROWS, i_to - ic);
        if (p->a_kind == WINDOWS) {
          pack_windows(p, a, ic, rows, k0, k, packed_a);
        } else if (p->a_kind == WINDOWS_TURNED) {
          pack_windows_transposed(p, a, ic, rows, k0, k, packed_a);
        } else {
          pack_rows(rows, k, a + (size_t)ic * p->a_row + (size_t)k0 * p->a_column, p->a_row, p->a_column, packed_a);
        }
        multiply_block(p, ic, rows, columns, k, packed_a, packed_b, c + jc, k0 > k_from);
      }
    }
    if (p->splits == 1 && (p->bias || p->activation != LINEAR)) {
      finish_block(p, i_from, i_to - i_from, columns, p->bias ? p->bias + (size_t)group * p->bias_group + jc : 0, c + jc);
    }
  }
}
