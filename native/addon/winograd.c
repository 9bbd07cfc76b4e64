/* Winograd convolution in three sizes, and the change of a wide kernel at stride 4 into one of 3 x 3 at stride 1; see
 * native/wasm/winograd.c. */
#include "kernel.h"
#include "micro-kernel.h"

#define f32x4 f32x
#define wasm_f32x4_const(a, b, c, d) SPLAT(a)
#define wasm_f32x4_neg(a) (-(a))
#include "../wasm/winograd-transforms.h"

/* The fields of native/wasm/winograd.h. */
typedef struct {
  int height, width, channels, pixel;
  int out_height, out_width, out_channels, out_pixel;
  int top, left;
  int tiles_y, tiles_x, tiles;
  int pitch_y, pitch_x, mosaic_y, mosaic_x, batch;
} Map;
typedef struct {
  Map map;
  int groups, rotated, units;
  At x, w, y, transformed;
  int transformed_group, w_row;
  At bias;
  int activation, block;
  At zeros;
  int first, count;
  At data, gradient, products;
  int data_group, gradient_group, products_group;
} Winograd;

/* A unit of the forward pass: its tiles and their products stay in the second cache, filters are taken in slices. */
enum { BLOCK_FLOATS = 350000, MOST_TILES = 96, SLICE = 64 };
/* Tiles and channels of a unit of the filter gradient, as in WASM. */
enum { GRADIENT_TILES = 8, GRADIENT_CHANNELS = 8 };
/* Rows of a tile where fewer than MR are left. */
enum { FEW = MR / 3 };

/* Panels of weights have NR columns, the last one W if no more are left. */
INLINE int panel_width(int filters, int j) { return filters - j >= NR ? NR : W; }

/* Whether the shape is one that these kernels take: channels and filters in whole vectors. Every step decides the same,
 * since the layout of what one leaves for the next is their own. */
static int fits(const Winograd *a) {
  const int C = a->map.channels, O = a->map.out_channels;
  return C % W == 0 && O % W == 0 && C <= 1 << 15 && O <= 1 << 15;
}

/* Whether no length is so wrong that an index computed from it could leave what the plans below check. */
static int is_sound(const Winograd *a) {
  const Map *m = &a->map;
  const int lengths[] = {m->height, m->width, m->channels, m->pixel, m->out_height, m->out_width, m->out_channels,
                         m->out_pixel, m->tiles_y, m->tiles_x, m->tiles, m->pitch_y, m->pitch_x, m->mosaic_y,
                         m->mosaic_x, m->batch, a->groups};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    if (lengths[i] <= 0 || lengths[i] > 1 << 26) return 0;
  }
  if (volume(m->tiles_y, m->tiles_x, 1, 1) > 1 << 30 || volume(m->tiles, a->groups, 1, 1) > 1 << 30) return 0;
  return m->top >= -4096 && m->top <= 4096 && m->left >= -4096 && m->left <= 4096;
}

/* The maps, which every step but that of the weights reads or writes, and the zeros that stand for what is outside. */
static int maps_lie_in(const Heap *heap, const Winograd *a) {
  const Map *m = &a->map;
  const uint64_t in = volume(m->batch, m->height, m->width, 1), out = volume(m->batch, m->out_height, m->out_width, 1);
  const int64_t channels = (int64_t)a->groups * m->channels, filters = (int64_t)a->groups * m->out_channels;
  return rows_lie_in(heap, a->x, (int64_t)in, m->pixel, channels) &&
         rows_lie_in(heap, a->y, (int64_t)out, m->out_pixel, filters) &&
         lies_in(heap, a->zeros, (uint64_t)max_int(m->channels, m->out_channels)) &&
         (a->bias == 0 || lies_in(heap, a->bias, (uint64_t)filters));
}
static int pieces_lie_in(const Heap *heap, At at, int groups, int group, int positions, int floats) {
  return group >= 0 && (uint64_t)group >= volume(positions, (int64_t)floats + 16, 1, 1) &&
         lies_in(heap, at, volume(groups, group, 1, 1));
}

/* Place v along one axis of a mosaic: which image, which of its pixels; -1 where there is none. */
INLINE void mosaic_cell(int v, int pitch, int cells, int size, int *image, int *pixel) {
  *image = 0;
  *pixel = -1;
  if (v < 0) return;
  int i = v / pitch, k = v - i * pitch;
  if (i < cells && k < size) {
    *image = i;
    *pixel = k;
  }
}

/* Addresses of the n x n pixels of a tile, `none` where there is no pixel; column by column, or row by row (`across`). */
NOINLINE void tile_addresses(const Map *m, int tile, int n, int step, int top, int left, int height, int width, int pixel,
                             const f32 *base, const f32 *none, int across, const f32 **to) {
  int image_y[8], image_x[8], y[8], x[8];
  int per = m->tiles_y * m->tiles_x, mosaic = tile / per, q = tile - mosaic * per;
  int ty = q / m->tiles_x, tx = q - ty * m->tiles_x;
  for (int i = 0; i < n; i++) {
    mosaic_cell(ty * step - top + i, m->pitch_y, m->mosaic_y, height, image_y + i, y + i);
    mosaic_cell(tx * step - left + i, m->pitch_x, m->mosaic_x, width, image_x + i, x + i);
  }
  for (int r = 0; r < n; r++) {
    for (int s = 0; s < n; s++) {
      int64_t image = ((int64_t)mosaic * m->mosaic_y + image_y[r]) * m->mosaic_x + image_x[s];
      int exists = tile < m->tiles && y[r] >= 0 && x[s] >= 0 && image < m->batch;
      to[across ? r * n + s : s * n + r] =
          exists ? base + (((size_t)image * height + y[r]) * width + x[s]) * pixel : none;
    }
  }
}

/* Tiles of the products at one position: MR x 2 vectors, fewer rows and one vector at the edges. */
NOINLINE void blocks_2(int k, int lane, const f32 *a, const f32 *b, f32 *c, size_t ld, int more, const f32 *ahead,
                       size_t ahead_step) {
  tile_blocks(MR, 2, A_LINE, k, lane, a, b, NR, 0, more ? c : 0, c, ld, ahead, ahead_step);
}
NOINLINE void blocks_1(int k, int lane, const f32 *a, const f32 *b, f32 *c, size_t ld, int more, const f32 *ahead,
                       size_t ahead_step) {
  tile_blocks(MR, 1, A_LINE, k, lane, a, b, W, 0, more ? c : 0, c, ld, ahead, ahead_step);
}
#define PANELS(rows, vectors) \
  NOINLINE void panels_##rows##_##vectors(int k, const f32 *a, size_t step, const f32 *b, f32 *c, size_t ld, int more) { \
    tile_panels(rows, vectors, k, a, step, b, more ? c : 0, c, ld); \
  }
PANELS(MR, 2)
PANELS(MR, 1)
PANELS(FEW, 2)
PANELS(FEW, 1)
PANELS(1, 2)
PANELS(1, 1)
typedef void (*PanelTile)(int k, const f32 *a, size_t step, const f32 *b, f32 *c, size_t ld, int more);

/* c[rows][columns] (+)= a . b over k, in pieces of `terms`: a[l * a_k + i], b in panels of b_panel rows. */
NOINLINE void multiply_panels(int rows, int columns, int k, int terms, const f32 *a, size_t a_k, const f32 *b,
                              size_t b_panel, f32 *c, size_t ldc, int more) {
  static const PanelTile TILES[3][2] = {
      {panels_MR_1, panels_MR_2}, {panels_FEW_1, panels_FEW_2}, {panels_1_1, panels_1_2}};
  for (int j = 0; j < columns; j += NR) {
    const int wide = panel_width(columns, j);
    for (int i = 0; i < rows;) {
      const int left = rows - i, take = left >= MR ? MR : left >= FEW ? FEW : 1;
      const PanelTile tile = TILES[take == MR ? 0 : take == FEW ? 1 : 2][wide == NR];
      for (int l = 0; l < k; l += terms) {
        tile(min_int(terms, k - l), a + l * a_k + i, a_k, b + (size_t)j * b_panel + (size_t)l * wide,
             c + (size_t)i * ldc + j, ldc, more || l > 0);
      }
      i += take;
    }
  }
}

#define M 4
#define R 3
#include "winograd-size.h"
#define M 5
#define R 3
#include "winograd-size.h"
#define M 4
#define R 5
#include "winograd-size.h"

/* Space to depth; a unit is one row of squares. */
typedef struct {
  int batch, height, width, channels, rows, columns, step, top, left;
  At x, y;
} Squares;

PLAN(space_to_depth) {
  (void)scratch;
  const Squares *s = args;
  const int lengths[] = {s->batch, s->height, s->width, s->channels, s->rows, s->columns, s->step};
  for (int i = 0; i < 7; i++) {
    if (lengths[i] <= 0 || lengths[i] > 1 << 24) return OUTSIDE;
  }
  const uint64_t squares = volume(s->batch, s->rows, s->columns, 1);
  const int reach = volume(s->rows, s->step, 1, 1) < 1 << 28 && volume(s->columns, s->step, 1, 1) < 1 << 28 &&
                    s->top >= -4096 && s->top <= 4096 && s->left >= -4096 && s->left <= 4096;
  const int ok = reach && lies_in(heap, s->x, volume(s->batch, s->height, s->width, s->channels)) &&
                 lies_in(heap, s->y, volume((int64_t)squares, s->step, s->step, s->channels));
  return ok ? s->batch * s->rows : OUTSIDE;
}
KERNEL(space_to_depth) {
  (void)scratch;
  const Squares *s = args;
  const int image = unit / s->rows, row = unit % s->rows, run = s->step * s->channels;
  for (int column = 0; column < s->columns; column++) {
    f32 *to = P(s->y) + ((size_t)unit * s->columns + column) * s->step * run;
    for (int py = 0; py < s->step; py++, to += run) {
      const int y = row * s->step + py - s->top, left = column * s->step - s->left;
      const f32 *from = P(s->x) + ((ptrdiff_t)((ptrdiff_t)image * s->height + y) * s->width + left) * s->channels;
      if (y >= 0 && y < s->height && left >= 0 && left + s->step <= s->width) {
        /* AlexNet's: a length that the compiler knows. */
        if (run == 12) memcpy(to, from, 48);
        else memcpy(to, from, 4 * (size_t)run);
        continue;
      }
      for (int px = 0; px < s->step; px++) {
        const int inside = y >= 0 && y < s->height && left + px >= 0 && left + px < s->width;
        for (int c = 0; c < s->channels; c++) {
          to[px * s->channels + c] = inside ? from[px * s->channels + c] : 0.f;
        }
      }
    }
  }
}

/* Weights w [K][K][C][O] <-> squares [3][3][S * S * C][O]; a unit is one tap of 3 S x 3 S. */
typedef struct {
  int back, kernel_y, kernel_x, channels, filters, step;
  At w, squares;
} SquareTaps;

PLAN(square_taps) {
  (void)scratch;
  const SquareTaps *s = args;
  if (s->step <= 0 || s->step > 1024) return OUTSIDE;
  const uint64_t size = volume(s->channels, s->filters, 1, 1);
  const int ok = lies_in(heap, s->w, volume(s->kernel_y, s->kernel_x, (int64_t)size, 1)) &&
                 lies_in(heap, s->squares, volume(9, s->step, s->step, (int64_t)size));
  return ok ? 9 * s->step * s->step : OUTSIDE;
}
KERNEL(square_taps) {
  (void)scratch;
  const SquareTaps *s = args;
  const int S = s->step, r = unit / (3 * S), q = unit % (3 * S), inside = r < s->kernel_y && q < s->kernel_x;
  const size_t size = (size_t)s->channels * s->filters;
  f32 *to = P(s->squares) + ((size_t)(r / S * 3 + q / S) * S * S + r % S * S + q % S) * size;
  f32 *w = P(s->w) + ((size_t)r * s->kernel_x + q) * size;
  if (s->back && inside) memcpy(w, to, 4 * size);
  else if (!s->back && inside) memcpy(to, w, 4 * size);
  else if (!s->back) memset(to, 0, 4 * size);
}

#define SIZE(size) \
  {"winograd_weights_" #size, weights_##size, weights_##size##_plan}, \
      {"winograd_convolve_" #size, convolve_##size, convolve_##size##_plan}, \
      {"winograd_gradient_tiles_" #size, gradient_tiles_##size, gradient_tiles_##size##_plan}, \
      {"winograd_gradient_products_" #size, gradient_products_##size, gradient_products_##size##_plan}, \
      {"winograd_gradient_taps_" #size, gradient_taps_##size, gradient_taps_##size##_plan}
TABLE(winograd) = {SIZE(43),
                   SIZE(53),
                   SIZE(45),
                   {"space_to_depth", space_to_depth, space_to_depth_plan},
                   {"square_taps", square_taps, square_taps_plan},
                   {0, 0, 0}};
