/* Winograd convolution in three sizes, and the change of a wide kernel at stride 4 into one of 3 x 3 at stride 1.
 *
 *   F(4, 3)  3 x 3 kernels: 36 products for 16 outputs instead of 144
 *   F(5, 3)  the same where five divides the map better: 49 for 25 instead of 225
 *   F(4, 5)  5 x 5 kernels: 64 for 16 instead of 400
 */
#include "winograd.h"

#define M 4
#define R 3
#include "winograd-size.h"
#define M 5
#define R 3
#include "winograd-size.h"
#define M 4
#define R 5
#include "winograd-size.h"

/* Space to depth: x [batch][height][width][C] -> y [batch][rows][columns][S * S * C], pixel (py, px) of a square of
 * S x S in channels (py * S + px) * C and on; zeros outside. A unit is one row of squares. */
typedef struct {
  int batch, height, width, channels, rows, columns, step, top, left;
  const f32 *x;
  f32 *y;
} Squares;

KERNEL(space_to_depth) {
  (void)scratch;
  const Squares *s = args;
  const int image = unit / s->rows, row = unit % s->rows, run = s->step * s->channels;
  for (int column = 0; column < s->columns; column++) {
    f32 *to = s->y + ((size_t)unit * s->columns + column) * s->step * run;
    for (int py = 0; py < s->step; py++, to += run) {
      int y = row * s->step + py - s->top, left = column * s->step - s->left;
      const f32 *from = s->x + ((ptrdiff_t)(image * s->height + y) * s->width + left) * s->channels;
      if (y >= 0 && y < s->height && left >= 0 && left + s->step <= s->width) {
        for (int e = 0; e < run; e++) to[e] = from[e];
        continue;
      }
      for (int px = 0; px < s->step; px++) {
        int inside = y >= 0 && y < s->height && left + px >= 0 && left + px < s->width;
        for (int c = 0; c < s->channels; c++) {
          to[px * s->channels + c] = inside ? from[px * s->channels + c] : 0.f;
        }
      }
    }
  }
}

/* Weights w [K][K][C][O] <-> squares [3][3][S * S * C][O], taps beyond K zero. A unit is one tap of 3 S x 3 S. */
typedef struct {
  int back, kernel_y, kernel_x, channels, filters, step;
  f32 *w, *squares;
} SquareTaps;

KERNEL(square_taps) {
  (void)scratch;
  const SquareTaps *s = args;
  const int S = s->step, r = unit / (3 * S), q = unit % (3 * S), inside = r < s->kernel_y && q < s->kernel_x;
  const size_t size = (size_t)s->channels * s->filters;
  f32 *to = s->squares + ((size_t)(r / S * 3 + q / S) * S * S + r % S * S + q % S) * size;
  f32 *w = s->w + ((size_t)r * s->kernel_x + q) * size;
  if (s->back && inside) {
    for (size_t i = 0; i < size; i++) w[i] = to[i];
  } else if (!s->back) {
    for (size_t i = 0; i < size; i++) to[i] = inside ? w[i] : 0.f;
  }
}
