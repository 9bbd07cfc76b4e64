/* Local response normalization, and its gradient; see native/wasm/normalize.c. Square roots and quotients are exact, so
 * that every instruction set computes the same bits. */
#include "kernel.h"
#include "simd.h"

typedef struct {
  int pixels, channels, units, radius, quarters; /* beta = quarters / 4 */
  f32 bias, alpha;
  At x, dy, y;
} Normalize;

/* Floats of a row with its margins: a window of the last vector reads so far. */
INLINE int length_of(const Normalize *p) { return p->channels + 2 * p->radius + W; }

PLAN(normalize) {
  const Normalize *p = args;
  if (p->channels % W != 0 || p->quarters < 2 || p->quarters > 4) return REFUSED;
  if (p->pixels < 0 || p->channels < 0 || p->radius < 0 || p->radius > p->channels || p->units <= 0 ||
      p->units > 1 << 16 || p->channels > 1 << 20) return OUTSIDE;
  const uint64_t count = volume(p->pixels, p->channels, 1, 1);
  *scratch = 3 * (size_t)length_of(p);
  const int ok = lies_in(heap, p->x, count) && lies_in(heap, p->y, count) && (p->dy == 0 || lies_in(heap, p->dy, count));
  return ok ? p->units : OUTSIDE;
}
PLAN(normalize_gradient) {
  return ((const Normalize *)args)->dy == 0 ? OUTSIDE : normalize_plan(heap, args, scratch);
}

/* s^-beta */
INLINE f32x power(f32x s, int quarters) {
  const f32x one = SPLAT(1.f);
  if (quarters == 4) return DIV(one, s);
  const f32x root = SQRT(s), inverse = DIV(one, root);
  return quarters == 2 ? inverse : MUL(inverse, SQRT(inverse));
}

INLINE f32x window(const f32 *from, int radius) {
  f32x sum = LOAD(from);
  UNROLL for (int i = 1; i <= 2 * radius; i++) sum = ADD(sum, LOAD(from + i));
  return sum;
}

INLINE void normalize_pixels(char *heap, const Normalize *p, int unit, f32 *row, int quarters, int radius, int gradient) {
  const int C = p->channels, length = length_of(p), streamed = streams(P(p->y), (size_t)p->pixels * C, C);
  size_t i = share(p->pixels, unit, p->units, 1), end = share(p->pixels, unit + 1, p->units, 1);
  const f32x bias = SPLAT(p->bias), alpha = SPLAT(p->alpha), factor = SPLAT(-0.5f * (f32)quarters * p->alpha);
  f32 *shares = row + length, *own = shares + length;
  memset(row, 0, 3 * sizeof(f32) * (size_t)length);
  for (; i < end; i++) {
    const f32 *x = P(p->x) + i * C, *dy = P(p->dy) + i * C;
    f32 *y = P(p->y) + i * C;
    for (int c = 0; c < C; c += W) {
      const f32x v = LOAD(x + c);
      STORE(row + radius + c, MUL(v, v));
    }
    for (int c = 0; c < C; c += W) {
      const f32x s = ADD(bias, MUL(alpha, window(row + c, radius))), d = power(s, quarters);
      if (!gradient) {
        put(y + c, MUL(LOAD(x + c), d), streamed);
        continue;
      }
      const f32x own_part = MUL(LOAD(dy + c), d);
      STORE(own + c, own_part);
      STORE(shares + radius + c, DIV(MUL(own_part, LOAD(x + c)), s));
    }
    for (int c = 0; gradient && c < C; c += W) {
      const f32x spread = MUL(LOAD(x + c), window(shares + c, radius));
      put(y + c, ADD(LOAD(own + c), MUL(factor, spread)), streamed);
    }
  }
}

/* AlexNet's windows, and those of its reproduction, have a length that the compiler knows. */
#define EACH_RADIUS(gradient) \
  const Normalize *p = args; \
  if (p->radius == 2 && p->quarters == 3) normalize_pixels(heap, p, unit, scratch, 3, 2, gradient); \
  else if (p->radius == 5 && p->quarters == 3) normalize_pixels(heap, p, unit, scratch, 3, 5, gradient); \
  else normalize_pixels(heap, p, unit, scratch, p->quarters, p->radius, gradient);

KERNEL(normalize) { EACH_RADIUS(0) }
KERNEL(normalize_gradient) { EACH_RADIUS(1) }

TABLE(normalize) = {{"normalize", normalize, normalize_plan},
                    {"normalize_gradient", normalize_gradient, normalize_gradient_plan},
                    {0, 0, 0}};
