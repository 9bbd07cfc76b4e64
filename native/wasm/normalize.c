/* Local response normalization (LRN), and its gradient.
 *
 *   y = x / s^beta,   s = bias + alpha * (sum of x^2 over channels c - radius .. c + radius)
 *   dx = dy / s^beta - 2 alpha beta x * (sum of dy x / s^(beta + 1) over the same window)
 *
 * The squares of a pixel stand in a row with `radius` zeros on each side; a window is the sum of 2 radius + 1 shifted
 * loads. No power function: beta is 1/2, 3/4 or 1, for which square roots are exact enough.
 */
#include "pool.h"

typedef struct {
  int pixels, channels, units, radius, quarters; /* beta = quarters / 4 */
  f32 bias, alpha;
  const f32 *x, *dy;
  f32 *y;
} Normalize;

/* s^-beta */
INLINE f32x4 power(f32x4 s, int quarters) {
  if (quarters == 4) return DIV(SPLAT(1.f), s);
  f32x4 root = SQRT(s), inverse = DIV(SPLAT(1.f), root);
  return quarters == 2 ? inverse : MUL(inverse, SQRT(inverse));
}

INLINE f32x4 window(const f32 *row, int c, int radius) {
  const f32 *from = row + c;
  f32x4 sum = LOAD(from);
  for (int i = 1; i <= 2 * radius; i++) sum = ADD(sum, LOAD(from + i));
  return sum;
}

/* `count` floats from a row that need not be a multiple of four long */
INLINE f32x4 load_some(const f32 *from, int count) {
  f32 last[4] __attribute__((aligned(16))) = {0.f, 0.f, 0.f, 0.f};
  if (count >= 4) return LOAD(from);
  for (int e = 0; e < count; e++) last[e] = from[e];
  return LOAD(last);
}
INLINE void store_some(f32 *to, int count, f32x4 v) {
  f32 last[4] __attribute__((aligned(16)));
  if (count >= 4) {
    STORE(to, v);
    return;
  }
  STORE(last, v);
  for (int e = 0; e < count; e++) to[e] = last[e];
}

INLINE void normalize_pixels(const Normalize *p, int unit, f32 *row, int quarters, int radius) {
  const int C = p->channels;
  size_t i = share(p->pixels, unit, p->units, 1), end = share(p->pixels, unit + 1, p->units, 1);
  const f32x4 bias = SPLAT(p->bias), alpha = SPLAT(p->alpha);
  for (int c = 0; c < C + 2 * radius + 8; c++) row[c] = 0.f;
  for (; i < end; i++) {
    const f32 *x = p->x + i * C;
    f32 *y = p->y + i * C;
    for (int c = 0; c < C; c += 4) {
      f32x4 v = load_some(x + c, C - c);
      STORE(row + radius + c, MUL(v, v));
    }
    for (int c = 0; c < C; c += 4) {
      f32x4 s = ADD(bias, MUL(alpha, window(row, c, radius)));
      store_some(y + c, C - c, MUL(load_some(x + c, C - c), power(s, quarters)));
    }
  }
}

/* scratch: channels + 2 radius + 8 floats */
KERNEL(normalize) {
  const Normalize *p = args;
  if (p->radius == 2 && p->quarters == 3) normalize_pixels(p, unit, scratch, 3, 2);
  else if (p->radius == 5 && p->quarters == 3) normalize_pixels(p, unit, scratch, 3, 5);
  else normalize_pixels(p, unit, scratch, p->quarters, p->radius);
}

INLINE void normalize_gradient_pixels(const Normalize *p, int unit, f32 *row, int quarters, int radius) {
  const int C = p->channels, length = C + 2 * radius + 8, padded = (C + 3) & ~3;
  size_t i = share(p->pixels, unit, p->units, 1), end = share(p->pixels, unit + 1, p->units, 1);
  const f32x4 bias = SPLAT(p->bias), alpha = SPLAT(p->alpha), factor = SPLAT(-0.5f * (f32)quarters * p->alpha);
  f32 *shares = row + length, *own = shares + length;
  for (int c = 0; c < 2 * length + padded; c++) row[c] = 0.f;
  for (; i < end; i++) {
    const f32 *x = p->x + i * C, *dy = p->dy + i * C;
    f32 *dx = p->y + i * C;
    for (int c = 0; c < C; c += 4) {
      f32x4 v = load_some(x + c, C - c);
      STORE(row + radius + c, MUL(v, v));
    }
    for (int c = 0; c < C; c += 4) {
      f32x4 s = ADD(bias, MUL(alpha, window(row, c, radius)));
      f32x4 d = MUL(load_some(dy + c, C - c), power(s, quarters));
      STORE(own + c, d);
      STORE(shares + radius + c, DIV(MUL(d, load_some(x + c, C - c)), s));
    }
    for (int c = 0; c < C; c += 4) {
      f32x4 spread = MUL(load_some(x + c, C - c), window(shares, c, radius));
      store_some(dx + c, C - c, ADD(LOAD(own + c), MUL(factor, spread)));
    }
  }
}

/* scratch: 3 * (channels + 2 radius + 8) floats */
KERNEL(normalize_gradient) {
  const Normalize *p = args;
  if (p->radius == 2 && p->quarters == 3) normalize_gradient_pixels(p, unit, scratch, 3, 2);
  else if (p->radius == 5 && p->quarters == 3) normalize_gradient_pixels(p, unit, scratch, 3, 5);
  else normalize_gradient_pixels(p, unit, scratch, p->quarters, p->radius);
}
