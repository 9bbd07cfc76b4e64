/* Max and average pooling, and their gradients.
 *
 * A unit is one image and one range of channels: no other unit writes to its input gradient, so windows that overlap add
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

INLINE void mend_least(const Pool *p, int image, Window w, int c, f32x4 best, f32 *out) {
  if (!wasm_v128_any_true(wasm_f32x4_eq(best, SPLAT(-__builtin_inff())))) return;
  for (int e = c; e < c + 4; e++) {
    if (out[e] == -__builtin_inff()) out[e] = nan_or_least(p, image, w, e);
  }
}
/* The greater of both; `best`, which is no NaN, where the other is. */
#define PASS(best, x) wasm_f32x4_pmax(best, LOAD(x))

/* AlexNet's windows, 3 x 3 without dilation, where none of them is cut: nine addresses that are a few sums apart. */
INLINE int is_whole_three(const Pool *p, const Window *w) {
  return p->window_height == 3 && p->window_width == 3 && p->dilation_y == 1 && p->dilation_x == 1 && w->y0 == 0 &&
         w->y1 == 3 && w->x0 == 0 && w->x1 == 3;
}

KERNEL(max_pool) {
  POOL_UNIT;
  const f32x4 least = SPLAT(-__builtin_inff());
  EACH_WINDOW {
    Window w = window_at(p, oy, ox);
    f32 *out = p->out + (((size_t)image * p->out_height + oy) * p->out_width + ox) * C;
    int c = from;
    if (is_whole_three(p, &w)) {
      const f32 *a = p->x + pixel(p, image, &w, 0, 0), *b = a + (size_t)p->width * C, *d = b + (size_t)p->width * C;
      for (; c + 4 <= to; c += 4) {
        f32x4 best = PASS(PASS(PASS(least, a + c), a + C + c), a + 2 * C + c);
        best = PASS(PASS(PASS(best, b + c), b + C + c), b + 2 * C + c);
        best = PASS(PASS(PASS(best, d + c), d + C + c), d + 2 * C + c);
        STORE(out + c, best);
        mend_least(p, image, w, c, best, out);
      }
    }
    for (; c + 4 <= to; c += 4) {
      f32x4 best = least;
      EACH_TAP best = PASS(best, p->x + pixel(p, image, &w, r, s) + c);
      STORE(out + c, best);
      mend_least(p, image, w, c, best, out);
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

/* Sets rows of the input gradient to 0. */
INLINE void clear_rows(const Pool *p, int image, int row, int end, int from, int to) {
  f32 *out = p->out + ((size_t)image * p->height + row) * p->width * p->channels;
  for (int i = 0; i < (end - row) * p->width; i++, out += p->channels) {
    int c = from;
    for (; c + 4 <= to; c += 4) STORE(out + c, SPLAT(0.f));
    for (; c < to; c++) out[c] = 0.f;
  }
}
/* Below the windows of one row: rows are cleared just before they are first added to, while they are in the cache. */
INLINE int row_below(const Pool *p, int oy) {
  Window w = window_at(p, oy, 0);
  return w.y1 > w.y0 ? w.y + (w.y1 - 1) * p->dilation_y + 1 : 0;
}

/* One of the taps: where it is the greatest, it takes what is left. */
#define TAKE(x, out, at) \
  { \
    f32x4 hit = wasm_f32x4_eq(LOAD((x) + (at)), best); \
    STORE((out) + (at), ADD(LOAD((out) + (at)), wasm_v128_and(left, hit))); \
    left = wasm_v128_andnot(left, hit); \
  }
/* The end of a block of code: V8 would else load all that comes and spill (micro-kernel.h). True when nothing is left. */
#define DONE !wasm_v128_any_true(left)

/* The gradient goes to the first of the greatest values of a window; NaN equals NaN here. */
KERNEL(max_pool_gradient) {
  POOL_UNIT;
  const size_t line = (size_t)p->width * C;
  int cleared = 0;
  for (int oy = 0; oy < p->out_height; oy++) {
    int below = row_below(p, oy);
    if (below > cleared) {
      clear_rows(p, image, cleared, below, from, to);
      cleared = below;
    }
    for (int ox = 0; ox < p->out_width; ox++) {
      Window w = window_at(p, oy, ox);
      size_t at = (((size_t)image * p->out_height + oy) * p->out_width + ox) * C;
      const int three = is_whole_three(p, &w);
      const size_t corner = three ? pixel(p, image, &w, 0, 0) : 0;
      int c = from;
      for (; c + 4 <= to; c += 4) {
        f32x4 best = LOAD(p->y + at + c), left = LOAD(p->dy + at + c), best_is_nan = wasm_f32x4_ne(best, best);
        if (three && !wasm_v128_any_true(best_is_nan)) {
          const f32 *x = p->x + corner + c, *x1 = x + line, *x2 = x1 + line;
          f32 *out = p->out + corner + c, *out1 = out + line, *out2 = out1 + line;
          TAKE(x, out, 0) TAKE(x, out, C) TAKE(x, out, 2 * C) if (DONE) continue;
          TAKE(x1, out1, 0) TAKE(x1, out1, C) TAKE(x1, out1, 2 * C) if (DONE) continue;
          TAKE(x2, out2, 0) TAKE(x2, out2, C) TAKE(x2, out2, 2 * C)
          continue;
        }
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
  clear_rows(p, image, cleared, p->height, from, to);
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

/* Each pixel of a window that lies on the image gets dy divided by the number of such pixels. */
KERNEL(average_pool_gradient) {
  POOL_UNIT;
  clear_rows(p, image, 0, p->height, from, to);
  EACH_WINDOW {
    Window w = window_at(p, oy, ox);
    const f32 *dy = p->dy + (((size_t)image * p->out_height + oy) * p->out_width + ox) * C;
    const f32 part = 1.f / (f32)((w.y1 - w.y0) * (w.x1 - w.x0));
    EACH_TAP {
      f32 *out = p->out + pixel(p, image, &w, r, s);
      int c = from;
      for (; c + 4 <= to; c += 4) STORE(out + c, ADD(LOAD(out + c), MUL(LOAD(dy + c), SPLAT(part))));
      for (; c < to; c++) out[c] += dy[c] * part;
    }
  }
}
