/* What is done element by element, and sums over rows; see native/wasm/elementwise.c. */
#include "kernel.h"
#include "simd.h"

/* A task is cut into `units`, which the host chooses by the shape: a few hundred. */
enum { MOST_UNITS = 1 << 16 };
INLINE int cut(int ok, int units) { return ok && units > 0 && units <= MOST_UNITS ? units : OUTSIDE; }

/* ---- the update of MomentumSGD, in place */
typedef struct {
  int count, units;
  At weight, velocity, gradient;
  f32 rate, momentum, decay;
} Momentum;

PLAN(momentum_update) {
  (void)scratch;
  const Momentum *m = args;
  const uint64_t count = volume(m->count, 1, 1, 1);
  return cut(lies_in(heap, m->weight, count) && lies_in(heap, m->velocity, count) && lies_in(heap, m->gradient, count),
             m->units);
}
KERNEL(momentum_update) {
  (void)scratch;
  const Momentum *m = args;
  size_t i = share(m->count, unit, m->units, W), end = share(m->count, unit + 1, m->units, W);
  const f32x rate = SPLAT(-m->rate), momentum = SPLAT(m->momentum), decay = SPLAT(m->decay);
  f32 *w = P(m->weight), *v = P(m->velocity);
  const f32 *g = P(m->gradient);
  for (; i + W <= end; i += W) {
    const f32x weight = LOAD(w + i);
    const f32x next = ADD(MUL(momentum, LOAD(v + i)), MUL(rate, ADD(MUL(decay, weight), LOAD(g + i))));
    STORE(v + i, next);
    STORE(w + i, ADD(weight, next));
  }
  for (; i < end; i++) {
    const f32 next = m->momentum * v[i] + -m->rate * (m->decay * w[i] + g[i]);
    v[i] = next;
    w[i] += next;
  }
}

/* ---- y = x + bias over the last axis, and an activation */
typedef struct {
  int rows, columns, units;
  At x, bias, y;
  int relu;
} Bias;

PLAN(add_bias) {
  (void)scratch;
  const Bias *b = args;
  const uint64_t count = volume(b->rows, b->columns, 1, 1);
  return cut(b->columns >= 0 && lies_in(heap, b->x, count) && lies_in(heap, b->y, count) &&
                 lies_in(heap, b->bias, (uint64_t)b->columns),
             b->units);
}
KERNEL(add_bias) {
  (void)scratch;
  const Bias *b = args;
  size_t i = share(b->rows, unit, b->units, 1), end = share(b->rows, unit + 1, b->units, 1);
  const int C = b->columns, streamed = streams(P(b->y), (size_t)b->rows * C, C);
  const f32 *bias = P(b->bias);
  for (; i < end; i++) {
    const f32 *x = P(b->x) + i * C;
    f32 *y = P(b->y) + i * C;
    int c = 0;
    for (; c + W <= C; c += W) {
      const f32x v = ADD(LOAD(x + c), LOAD(bias + c));
      put(y + c, b->relu ? at_least(v, (f32x){0}) : v, streamed);
    }
    for (; c < C; c++) {
      const f32 v = x[c] + bias[c];
      y[c] = b->relu ? relu_one(v, c, C) : v;
    }
  }
}

/* ---- two tensors of one size, or one tensor and a number (b_step 0) */
enum { PLUS = 0, MINUS = 1, TIMES = 2, OVER = 3 };
typedef struct {
  int count, units, operation;
  At a, b, y;
  int b_step;
} Pairwise;

#define EACH_PAIR(vector, scalar) \
  for (; i + W <= end; i += W) { \
    const f32x u = LOAD(a + i), v = b_step ? LOAD(b + i) : SPLAT(b[0]); \
    put(y + i, vector, streamed); \
  } \
  for (; i < end; i++) { \
    const f32 u = a[i], v = b_step ? b[i] : b[0]; \
    y[i] = scalar; \
  }

PLAN(pairwise) {
  (void)scratch;
  const Pairwise *p = args;
  if (p->operation < PLUS || p->operation > OVER) return REFUSED; /* greater and lesser */
  const uint64_t count = volume(p->count, 1, 1, 1);
  return cut(lies_in(heap, p->a, count) && lies_in(heap, p->b, p->b_step ? count : 1) && lies_in(heap, p->y, count),
             p->units);
}
KERNEL(pairwise) {
  (void)scratch;
  const Pairwise *p = args;
  size_t i = share(p->count, unit, p->units, W), end = share(p->count, unit + 1, p->units, W);
  const f32 *a = P(p->a), *b = P(p->b);
  f32 *y = P(p->y);
  const int b_step = p->b_step, streamed = streams(y, p->count, 0);
  switch (p->operation) {
    case PLUS: EACH_PAIR(ADD(u, v), u + v) break;
    case MINUS: EACH_PAIR(SUB(u, v), u - v) break;
    case TIMES: EACH_PAIR(MUL(u, v), u * v) break;
    default: EACH_PAIR(DIV(u, v), u / v) break;
  }
}

/* ---- one tensor */
enum { RELU = 0, RELU6 = 1, STEP = 2, CLIP = 3 };
typedef struct {
  int count, units, operation;
  At x, y;
  f32 low, high;
} Unary;

PLAN(unary) {
  (void)scratch;
  const Unary *p = args;
  if (p->operation < RELU || p->operation > STEP) return REFUSED; /* limits may be NaN */
  const uint64_t count = volume(p->count, 1, 1, 1);
  return cut(lies_in(heap, p->x, count) && lies_in(heap, p->y, count), p->units);
}
INLINE f32x apply(const Unary *p, f32x v) {
  if (p->operation == STEP) {
    const f32x step = choose(v > 0, SPLAT(1.f), SPLAT(p->low));
    return choose(v == v, step, v);
  }
  v = at_least(v, (f32x){0});
  return p->operation == RELU6 ? at_most(v, SPLAT(6.f)) : v;
}
KERNEL(unary) {
  (void)scratch;
  const Unary *p = args;
  size_t i = share(p->count, unit, p->units, W), end = share(p->count, unit + 1, p->units, W);
  const f32 *x = P(p->x);
  f32 *y = P(p->y);
  const int streamed = streams(y, p->count, 0);
  for (; i + W <= end; i += W) put(y + i, apply(p, LOAD(x + i)), streamed);
  if (i < end) {
    f32 some[W] = {0};
    memcpy(some, x + i, 4 * (end - i));
    STORE(some, apply(p, LOAD(some)));
    memcpy(y + i, some, 4 * (end - i));
  }
}

/* ---- sums over rows, in two steps; with `y` given, the gradient of a ReLU on the way */
typedef struct {
  int rows, columns, units;
  At dy, y, dx, sums; /* sums: [units][columns] */
} RowSums;

PLAN(sum_rows) {
  (void)scratch;
  const RowSums *p = args;
  const uint64_t count = volume(p->rows, p->columns, 1, 1);
  return cut(p->columns >= 0 && lies_in(heap, p->dy, count) &&
                 (p->y == 0 || (lies_in(heap, p->y, count) && lies_in(heap, p->dx, count))) &&
                 lies_in(heap, p->sums, volume(p->units, p->columns, 1, 1)),
             p->units);
}
KERNEL(sum_rows) {
  (void)scratch;
  const RowSums *p = args;
  size_t i = share(p->rows, unit, p->units, 1), end = share(p->rows, unit + 1, p->units, 1);
  const int C = p->columns, streamed = streams(P(p->dx), (size_t)p->rows * C, C);
  f32 *sums = P(p->sums) + (size_t)unit * C;
  for (int c = 0; c < C; c++) sums[c] = 0.f;
  for (; i < end; i++) {
    const f32 *dy = P(p->dy) + i * C, *y = p->y ? P(p->y) + i * C : 0;
    f32 *dx = P(p->dx) + i * C;
    int c = 0;
    for (; c + W <= C; c += W) {
      f32x v = LOAD(dy + c);
      if (y) {
        const f32x out = LOAD(y + c);
        v = choose(out > 0, v, (f32x){0});
        v = choose(out == out, v, out);
        put(dx + c, v, streamed);
      }
      STORE(sums + c, ADD(LOAD(sums + c), v));
    }
    for (; c < C; c++) {
      f32 v = dy[c];
      if (y) {
        v = y[c] != y[c] ? y[c] : y[c] > 0.f ? v : 0.f;
        dx[c] = v;
      }
      sums[c] += v;
    }
  }
}

/* y[i] = sum of parts[s][i], in the order of s */
typedef struct {
  int count, units, parts;
  At part, y;
} PartSums;

PLAN(sum_parts) {
  (void)scratch;
  const PartSums *p = args;
  return cut(p->parts > 0 && lies_in(heap, p->part, volume(p->parts, p->count, 1, 1)) &&
                 lies_in(heap, p->y, volume(p->count, 1, 1, 1)),
             p->units);
}
KERNEL(sum_parts) {
  (void)scratch;
  const PartSums *p = args;
  size_t i = share(p->count, unit, p->units, W), end = share(p->count, unit + 1, p->units, W);
  const f32 *part = P(p->part);
  f32 *y = P(p->y);
  for (; i + W <= end; i += W) {
    f32x sum = LOAD(part + i);
    for (int s = 1; s < p->parts; s++) sum = ADD(sum, LOAD(part + (size_t)s * p->count + i));
    STORE(y + i, sum);
  }
  for (; i < end; i++) {
    f32 sum = part[i];
    for (int s = 1; s < p->parts; s++) sum += part[(size_t)s * p->count + i];
    y[i] = sum;
  }
}

#define NAMED(name) {#name, name, name##_plan}
TABLE(elementwise) = {NAMED(momentum_update), NAMED(add_bias),  NAMED(pairwise), NAMED(unary),
                      NAMED(sum_rows),        NAMED(sum_parts), {0, 0, 0}};
