/* Max and average pooling, and their gradients.
 *
 * A unit is one image and one range of channels: its part of the input gradient is its own, so windows that overlap add
 * up in a fixed order. Windows are cut at the edges of the image; an average counts the pixels inside only.
 */
#include "pool.h"

typedef struct {
  int batch, height, width, channels, out_height, out_width;
  int window_height, window_width, step_y, step_x, dilation_y, dilation_x, top, left;
  int slices; /* ranges of channels */
  const f32 *x, *y, *dy;
  f32 *out;
} Pool;

/* The taps of window (oy, ox) that lie in the image: [y0, y1) x [x0, x1), in taps. */
typedef struct {
  int y, x, y0, y1, x0, x1;
} Window;

INLINE Window window_at(const Pool *p, int oy, int ox) {
  Window w = {oy * p->step_y - p->top, ox * p->step_x - p->left, 0, p->window_height, 0, p->window_width};
  while (w.y0 < w.y1 && w.y + w.y0 * p->dilation_y < 0) w.y0++;
  while (w.y1 > w.y0 && w.y + (w.y1 - 1) * p->dilation_y >= p->height) w.y1--;
  while (w.x0 < w.x1 && w.x + w.x0 * p->dilation_x < 0) w.x0++;
  while (w.x1 > w.x0 && w.x + (w.x1 - 1) * p->dilation_x >= p->width) w.x1--;
  return w;
}

INLINE size_t pixel(const Pool *p, int image, const Window *w, int r, int s) {
  int y = w->y + r * p->dilation_y, x = w->x + s * p->dilation_x;
  return (((size_t)image * p->height + y) * p->width + x) * p->channels;
}

#define EACH_WINDOW \
  for (int oy = 0; oy < p->out_height; oy++) \
    for (int ox = 0; ox < p->out_width; ox++)
#define EACH_TAP \
  for (int r = w.y0; r < w.y1; r++) \
    for (int s = w.x0; s < w.x1; s++)
#define POOL_UNIT \
  const Pool *p = args; \
  (void)scratch; \
  const int image = unit / p->slices, slice = unit % p->slices, C = p->channels; \
  const int from = (int)share(C, slice, p->slices, 4), to = (int)share(C, slice + 1, p->slices, 4)

/* A window passes over NaN, as those of tfjs do; one of nothing but NaN is NaN, so that it is not lost. A greatest value
 * of -infinity says that there may be no other. */
NOINLINE f32 nan_or_least(const Pool *p, int image, Window w, int c) {
  f32 found = -__builtin_inff();
  EACH_TAP {
    f32 v = p->x[pixel(p, image, &w, r, s) + c];
    if (v == v) return -__builtin_inff();
    found = v;
  }
  return found;
}

KERNEL(max_pool) {
  POOL_UNIT;
  const f32x4 least = SPLAT(-__builtin_inff());
  EACH_WINDOW {
    Window w = window_at(p, oy, ox);
    f32 *out = p->out + (((size_t)image * p->out_height + oy) * p->out_width + ox) * C;
    int c = from;
    for (; c + 4 <= to; c += 4) {
      f32x4 best = least;
      EACH_TAP best = wasm_f32x4_pmax(best, LOAD(p->x + pixel(p, image, &w, r, s) + c));
      STORE(out + c, best);
      if (wasm_v128_any_true(wasm_f32x4_eq(best, least))) {
        for (int e = c; e < c + 4; e++) {
          if (out[e] == -__builtin_inff()) out[e] = nan_or_least(p, image, w, e);
        }
      }
    }
    for (; c < to; c++) {
      f32 best = -__builtin_inff();
      EACH_TAP {
        f32 v = p->x[pixel(p, image, &w, r, s) + c];
        best = v > best ? v : best;
      }
      out[c] = best == -__builtin_inff() ? nan_or_least(p, image, w, c) : best;
    }
  }
}

INLINE void clear_slice(const Pool *p, int image, int from, int to) {
  f32 *out = p->out + (size_t)image * p->height * p->width * p->channels;
  for (int i = 0; i < p->height * p->width; i++, out += p->channels) {
    int c = from;
    for (; c + 4 <= to; c += 4) STORE(out + c, SPLAT(0.f));
    for (; c < to; c++) out[c] = 0.f;
  }
}

/* The gradient goes to the first of the greatest values of a window; NaN equals NaN here. */
KERNEL(max_pool_gradient) {
  POOL_UNIT;
  clear_slice(p, image, from, to);
  EACH_WINDOW {
    Window w = window_at(p, oy, ox);
    size_t at = (((size_t)image * p->out_height + oy) * p->out_width + ox) * C;
    int c = from;
    for (; c + 4 <= to; c += 4) {
      f32x4 best = LOAD(p->y + at + c), left = LOAD(p->dy + at + c), best_is_nan = wasm_f32x4_ne(best, best);
      EACH_TAP {
        size_t q = pixel(p, image, &w, r, s) + c;
        f32x4 v = LOAD(p->x + q);
        f32x4 hit = wasm_v128_or(wasm_f32x4_eq(v, best), wasm_v128_and(best_is_nan, wasm_f32x4_ne(v, v)));
        STORE(p->out + q, ADD(LOAD(p->out + q), wasm_v128_and(left, hit)));
        left = wasm_v128_andnot(left, hit);
      }
    }
    for (; c < to; c++) {
      f32 best = p->y[at + c];
      int open = 1;
      EACH_TAP {
        size_t q = pixel(p, image, &w, r, s) + c;
        f32 v = p->x[q];
        if (open && (v == best || (v != v && best != best))) {
          p->out[q] += p->dy[at + c];
          open = 0;
        }
      }
    }
  }
}

KERNEL(average_pool) {
  POOL_UNIT;
  EACH_WINDOW {
    Window w = window_at(p, oy, ox);
    f32 *out = p->out + (((size_t)image * p->out_height + oy) * p->out_width + ox) * C;
    f32 count = (f32)((w.y1 - w.y0) * (w.x1 - w.x0));
    int c = from;
    for (; c + 4 <= to; c += 4) {
      f32x4 sum = SPLAT(0.f);
      EACH_TAP sum = ADD(sum, LOAD(p->x + pixel(p, image, &w, r, s) + c));
      STORE(out + c, DIV(sum, SPLAT(count)));
    }
    for (; c < to; c++) {
      f32 sum = 0.f;
      EACH_TAP sum += p->x[pixel(p, image, &w, r, s) + c];
      out[c] = sum / count;
    }
  }
}

/* As tfjs has it: each pixel of a window gets dy divided by the whole window, also where the window is cut. */
KERNEL(average_pool_gradient) {
  POOL_UNIT;
  clear_slice(p, image, from, to);
  const f32 part = 1.f / (f32)(p->window_height * p->window_width);
  EACH_WINDOW {
    Window w = window_at(p, oy, ox);
    const f32 *dy = p->dy + (((size_t)image * p->out_height + oy) * p->out_width + ox) * C;
    EACH_TAP {
      f32 *out = p->out + pixel(p, image, &w, r, s);
      int c = from;
      for (; c + 4 <= to; c += 4) STORE(out + c, ADD(LOAD(out + c), MUL(LOAD(dy + c), SPLAT(part))));
      for (; c < to; c++) out[c] += dy[c] * part;
    }
  }
}
