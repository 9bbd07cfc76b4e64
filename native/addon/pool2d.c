/* Max pooling of 3 x 3 windows that lie in the image, as AlexNet's do, and its gradient; see native/wasm/pool2d.c. Other
 * pools are left to WASM. */
#include "kernel.h"
#include "simd.h"

typedef struct {
  int batch, height, width, channels, out_height, out_width;
  int window_height, window_width, step_y, step_x, dilation_y, dilation_x, top, left;
  int slices; /* ranges of channels */
  At x, y, dy, out;
} Pool;

static int fits(const Pool *p) {
  return p->window_height == 3 && p->window_width == 3 && p->dilation_y == 1 && p->dilation_x == 1 && p->top == 0 &&
         p->left == 0 && p->slices == 1 && p->channels % W == 0 &&
         (int64_t)(p->out_height - 1) * p->step_y + 3 <= p->height &&
         (int64_t)(p->out_width - 1) * p->step_x + 3 <= p->width;
}
static int are_lengths(const Pool *p) {
  return p->batch > 0 && p->height > 0 && p->width > 0 && p->channels > 0 && p->out_height > 0 && p->out_width > 0 &&
         p->step_y > 0 && p->step_x > 0;
}

PLAN(max_pool) {
  (void)scratch;
  const Pool *p = args;
  if (!are_lengths(p)) return OUTSIDE;
  if (!fits(p)) return REFUSED;
  const int ok = lies_in(heap, p->x, volume(p->batch, p->height, p->width, p->channels)) &&
                 lies_in(heap, p->out, volume(p->batch, p->out_height, p->out_width, p->channels));
  return ok ? p->batch : OUTSIDE;
}
PLAN(max_pool_gradient) {
  (void)scratch;
  const Pool *p = args;
  if (!are_lengths(p)) return OUTSIDE;
  if (!fits(p)) return REFUSED;
  const uint64_t in = volume(p->batch, p->height, p->width, p->channels);
  const uint64_t out = volume(p->batch, p->out_height, p->out_width, p->channels);
  const int ok = lies_in(heap, p->x, in) && lies_in(heap, p->out, in) && lies_in(heap, p->y, out) &&
                 lies_in(heap, p->dy, out);
  return ok ? p->batch : OUTSIDE;
}

#define EACH_TAP \
  UNROLL for (int r = 0; r < 3; r++) \
    UNROLL for (int s = 0; s < 3; s++)
/* A place in a window, from its first pixel. */
#define TAP (r * line + (size_t)s * C)

/* A window passes over NaN; one of nothing but NaN is NaN. A greatest value of -infinity says that there may be no other. */
NOINLINE void mend_least(const f32 *x, size_t line, int C, f32 *out) {
  const f32 least = -__builtin_inff();
  for (int e = 0; e < W; e++) {
    if (out[e] != least) continue;
    f32 found = least;
    int all = 1;
    EACH_TAP {
      const f32 v = x[TAP + e];
      if (v == v) all = 0;
      else found = v;
    }
    out[e] = all ? found : least;
  }
}

/* A unit is one image. */
KERNEL(max_pool) {
  (void)scratch;
  const Pool *p = args;
  const int C = p->channels;
  const size_t line = (size_t)p->width * C;
  const f32x least = SPLAT(-__builtin_inff());
  for (int oy = 0; oy < p->out_height; oy++) {
    for (int ox = 0; ox < p->out_width; ox++) {
      const f32 *x = P(p->x) + ((size_t)unit * p->height + (size_t)oy * p->step_y) * line + (size_t)ox * p->step_x * C;
      f32 *out = P(p->out) + (((size_t)unit * p->out_height + oy) * p->out_width + ox) * C;
      for (int c = 0; c < C; c += W, x += W) {
        f32x best = least;
        EACH_TAP {
          const f32x v = LOAD(x + TAP);
          best = choose(v > best, v, best);
        }
        STORE(out + c, best);
        if (any(best == least)) mend_least(x, line, C, out + c);
      }
    }
  }
}

/* The gradient goes to the first of the greatest values of a window; NaN equals NaN here. */
KERNEL(max_pool_gradient) {
  (void)scratch;
  const Pool *p = args;
  const int C = p->channels;
  const size_t line = (size_t)p->width * C, image = (size_t)unit * p->height * line;
  f32 *rows = P(p->out) + image;
  int cleared = 0;
  for (int oy = 0; oy < p->out_height; oy++) {
    /* Rows are cleared just before they are first added to, while they are in the cache. */
    const int below = max_int(cleared, oy * p->step_y + 3);
    memset(rows + cleared * line, 0, sizeof(f32) * (size_t)(below - cleared) * line);
    cleared = below;
    for (int ox = 0; ox < p->out_width; ox++) {
      const size_t corner = (size_t)oy * p->step_y * line + (size_t)ox * p->step_x * C;
      const size_t at = (((size_t)unit * p->out_height + oy) * p->out_width + ox) * C;
      for (int c = 0; c < C; c += W) {
        const f32 *x = P(p->x) + image + corner + c;
        f32 *out = rows + corner + c;
        const f32x best = LOAD(P(p->y) + at + c);
        const i32x best_is_nan = best != best;
        i32x left = (i32x)LOAD(P(p->dy) + at + c), open = ~(i32x){0};
        EACH_TAP {
          const f32x v = LOAD(x + TAP);
          const i32x hit = open & ((v == best) | (best_is_nan & (v != v)));
          STORE(out + TAP, ADD(LOAD(out + TAP), (f32x)(left & hit)));
          open &= ~hit;
        }
      }
    }
  }
  memset(rows + cleared * line, 0, sizeof(f32) * (size_t)(p->height - cleared) * line);
}

TABLE(pool2d) = {{"max_pool", max_pool, max_pool_plan},
                 {"max_pool_gradient", max_pool_gradient, max_pool_gradient_plan},
                 {0, 0, 0}};
