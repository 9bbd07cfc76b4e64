/* What all sizes of Winograd convolution share. */
#ifndef WINOGRAD_H
#define WINOGRAD_H
#include "micro-kernel.h"
#include "pool.h"
#include "winograd-transforms.h"

/* One convolution at stride 1, of one group, and its tiles.
 *
 * A mosaic lays mosaic_y x mosaic_x images side by side, `pitch` pixels from one to the next: the zero border between
 * two of them serves both. 13 x 13 maps two by two make 28 x 28, seven tiles of four, where one by one they need four
 * tiles of four for 13. 1 x 1: no mosaic. */
typedef struct {
  int height, width, channels, pixel;                 /* map read; floats between pixels */
  int out_height, out_width, out_channels, out_pixel; /* map written */
  int top, left;
  int tiles_y, tiles_x, tiles; /* of a mosaic, of all */
  int pitch_y, pitch_x, mosaic_y, mosaic_x, batch;
} Map;

typedef struct {
  Map map;
  int groups, rotated, units; /* rotated: the weights of the input gradient */
  const f32 *x, *w;
  f32 *y, *transformed; /* weights in the frequency domain, group after group */
  int transformed_group, w_row; /* floats from group to group; from one row of w, [taps][channels][filters], to the next */
  const f32 *bias;
  int activation, block; /* tiles of a unit, a multiple of 4 */
  const f32 *zeros;      /* at least `channels` of them */
  /* filter gradient: `block` tiles from `first`, of which `count` exist */
  int first, count;
  f32 *data, *gradient, *products;
  int data_group, gradient_group, products_group;
} Winograd;

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

/* Addresses of n x n pixels of a tile, column by column (across 0) or row by row (1); `none` where there is no pixel. */
NOINLINE void tile_addresses(const Map *m, int tile, int n, int step, int top, int left, int height, int width,
                             int pixel, const f32 *base, const f32 *none, int across, const f32 **to) {
  int image_y[8], image_x[8], y[8], x[8];
  int per = m->tiles_y * m->tiles_x, mosaic = tile / per, q = tile - mosaic * per;
  int ty = q / m->tiles_x, tx = q - ty * m->tiles_x;
  for (int i = 0; i < n; i++) {
    mosaic_cell(ty * step - top + i, m->pitch_y, m->mosaic_y, height, image_y + i, y + i);
    mosaic_cell(tx * step - left + i, m->pitch_x, m->mosaic_x, width, image_x + i, x + i);
  }
  for (int r = 0; r < n; r++) {
    for (int s = 0; s < n; s++) {
      int image = (mosaic * m->mosaic_y + image_y[r]) * m->mosaic_x + image_x[s];
      int exists = tile < m->tiles && y[r] >= 0 && x[s] >= 0 && image < m->batch;
      to[across ? r * n + s : s * n + r] =
          exists ? base + (((size_t)image * height + y[r]) * width + x[s]) * pixel : none;
    }
  }
}

#endif
