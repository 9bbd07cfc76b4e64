/* What is done element by element, and sums over rows. Bound by memory: the fewer passes, the better. */
#include "pool.h"

/* ---- the update of MomentumSGD, in place:  v = momentum * v - rate * (decay * w + g),  w = w + v */
typedef struct {
  int count, units;
  f32 *weight, *velocity;
  const f32 *gradient;
  f32 rate, momentum, decay;
} Momentum;

KERNEL(momentum_update) {
  (void)scratch;
  const Momentum *m = args;
  size_t i = share(m->count, unit, m->units, 4), end = share(m->count, unit + 1, m->units, 4);
  const f32x4 rate = SPLAT(-m->rate), momentum = SPLAT(m->momentum), decay = SPLAT(m->decay);
  f32 *w = m->weight, *v = m->velocity;
  const f32 *g = m->gradient;
  for (; i + 4 <= end; i += 4) {
    f32x4 weight = LOAD(w + i);
    /* Not MADD: the tail below must round as these do. */
    f32x4 next = ADD(MUL(momentum, LOAD(v + i)), MUL(rate, ADD(MUL(decay, weight), LOAD(g + i))));
    STORE(v + i, next);
    STORE(w + i, ADD(weight, next));
  }
  for (; i < end; i++) {
    f32 next = m->momentum * v[i] + -m->rate * (m->decay * w[i] + g[i]);
    v[i] = next;
    w[i] += next;
  }
}

/* ---- y = x + bias over the last axis, of which there are `columns` (1: a scalar), and an activation */
typedef struct {
  int rows, columns, units;
  const f32 *x, *bias;
  f32 *y;
  int relu;
} Bias;

KERNEL(add_bias) {
  (void)scratch;
  const Bias *b = args;
  size_t i = share(b->rows, unit, b->units, 1), end = share(b->rows, unit + 1, b->units, 1);
  const int C = b->columns;
  for (; i < end; i++) {
    const f32 *x = b->x + i * C;
    f32 *y = b->y + i * C;
    int c = 0;
    for (; c + 4 <= C; c += 4) {
      f32x4 v = ADD(LOAD(x + c), LOAD(b->bias + c));
      STORE(y + c, b->relu ? MAX(v, SPLAT(0.f)) : v);
    }
    for (; c < C; c++) {
      f32 v = x[c] + b->bias[c];
      y[c] = b->relu && v < 0.f ? 0.f : v;
    }
  }
}

/* ---- two tensors of one size, or one tensor and a number (b_step 0) */
enum { PLUS = 0, MINUS = 1, TIMES = 2, OVER = 3, GREATER = 4, LESSER = 5 };
typedef struct {
  int count, units, operation;
  const f32 *a, *b;
  f32 *y;
  int b_step;
} Pairwise;

#define EACH_PAIR(vector, scalar) \
  for (; i + 4 <= end; i += 4) { \
    f32x4 u = LOAD(a + i), v = b_step ? LOAD(b + i) : SPLAT_FROM(b); \
    STORE(y + i, vector); \
  } \
  for (; i < end; i++) { \
    f32 u = a[i], v = b_step ? b[i] : b[0]; \
    y[i] = scalar; \
  }

KERNEL(pairwise) {
  (void)scratch;
  const Pairwise *p = args;
  size_t i = share(p->count, unit, p->units, 4), end = share(p->count, unit + 1, p->units, 4);
  const f32 *a = p->a, *b = p->b;
  f32 *y = p->y;
  const int b_step = p->b_step;
  switch (p->operation) {
    case PLUS: EACH_PAIR(ADD(u, v), u + v) break;
    case MINUS: EACH_PAIR(SUB(u, v), u - v) break;
    case TIMES: EACH_PAIR(MUL(u, v), u * v) break;
    case OVER: EACH_PAIR(DIV(u, v), u / v) break;
    /* NaN if either is. */
    case GREATER: EACH_PAIR(MAX(u, v), u != u || u > v ? u : v) break;
    default: EACH_PAIR(MIN(u, v), u != u || u < v ? u : v) break;
  }
}

/* ---- one tensor: max(x, 0), its upper cut at 6, the step of its gradient (low at and below 0), and the cut to low and
 * high; NaN stays NaN */
enum { RELU = 0, RELU6 = 1, STEP = 2, CLIP = 3 };
typedef struct {
  int count, units, operation;
  const f32 *x;
  f32 *y;
  f32 low, high;
} Unary;

KERNEL(unary) {
  (void)scratch;
  const Unary *p = args;
  size_t i = share(p->count, unit, p->units, 4), end = share(p->count, unit + 1, p->units, 4);
  const f32x4 zero = SPLAT(0.f), six = SPLAT(6.f), one = SPLAT(1.f);
  const f32x4 low = SPLAT(p->low), high = SPLAT(p->high);
  f32 last[4] __attribute__((aligned(16)));
  for (; i < end; i += 4) {
    size_t left = end - i;
    f32x4 v;
    if (left >= 4) {
      v = LOAD(p->x + i);
    } else {
      for (size_t e = 0; e < 4; e++) last[e] = p->x[i + (e < left ? e : 0)];
      v = LOAD(last);
    }
    if (p->operation == STEP) {
      f32x4 step = wasm_v128_bitselect(one, low, wasm_f32x4_gt(v, zero));
      v = wasm_v128_bitselect(step, v, wasm_f32x4_eq(v, v));
    } else if (p->operation == CLIP) {
      v = MIN(MAX(v, low), high);
    } else {
      v = MAX(v, zero);
      if (p->operation == RELU6) v = MIN(v, six);
    }
    if (left >= 4) {
      STORE(p->y + i, v);
    } else {
      STORE(last, v);
      for (size_t e = 0; e < left; e++) p->y[i + e] = last[e];
    }
  }
}

/* ---- sums over rows, in two steps: each unit sums its rows into a row of its own, then those are summed in order.
 * With `y` given, dy passes only where y > 0 and the rows that pass are written to dx: the gradients of a ReLU and of
 * the bias below it in one pass. NaN in dy passes; NaN in y leads to NaN, as in the step function. */
typedef struct {
  int rows, columns, units;
  const f32 *dy, *y;
  f32 *dx, *sums; /* sums: [units][columns] */
} RowSums;

KERNEL(sum_rows) {
  (void)scratch;
  const RowSums *p = args;
  size_t i = share(p->rows, unit, p->units, 1), end = share(p->rows, unit + 1, p->units, 1);
  const int C = p->columns;
  f32 *sums = p->sums + (size_t)unit * C;
  for (int c = 0; c < C; c++) sums[c] = 0.f;
  const f32x4 zero = SPLAT(0.f);
  for (; i < end; i++) {
    const f32 *dy = p->dy + i * C, *y = p->y ? p->y + i * C : 0;
    int c = 0;
    for (; c + 4 <= C; c += 4) {
      f32x4 v = LOAD(dy + c);
      if (y) {
        f32x4 out = LOAD(y + c);
        v = wasm_v128_and(v, wasm_f32x4_gt(out, zero));
        v = wasm_v128_bitselect(v, out, wasm_f32x4_eq(out, out));
        STORE(p->dx + i * C + c, v);
      }
      STORE(sums + c, ADD(LOAD(sums + c), v));
    }
    for (; c < C; c++) {
      f32 v = dy[c];
      if (y) {
        v = y[c] != y[c] ? y[c] : y[c] > 0.f ? v : 0.f;
        p->dx[i * C + c] = v;
      }
      sums[c] += v;
    }
  }
}

/* y[i] = sum of parts[s][i], in the order of s */
typedef struct {
  int count, units, parts;
  const f32 *part;
  f32 *y;
} PartSums;

KERNEL(sum_parts) {
  (void)scratch;
  const PartSums *p = args;
  size_t i = share(p->count, unit, p->units, 4), end = share(p->count, unit + 1, p->units, 4);
  for (; i + 4 <= end; i += 4) {
    f32x4 sum = LOAD(p->part + i);
    for (int s = 1; s < p->parts; s++) sum = ADD(sum, LOAD(p->part + (size_t)s * p->count + i));
    STORE(p->y + i, sum);
  }
  for (; i < end; i++) {
    f32 sum = p->part[i];
    for (int s = 1; s < p->parts; s++) sum += p->part[(size_t)s * p->count + i];
    p->y[i] = sum;
  }
}

/* ---- y[ids[i]] += x[i], rows of `columns` floats; a unit owns a range of columns, so rows are summed in order. An id
 * that is negative or at least `segments` belongs to none. */
typedef struct {
  int rows, columns, segments, units;
  const f32 *x;
  const int *ids;
  f32 *y;
} Segments;

KERNEL(segment_sum) {
  (void)scratch;
  const Segments *p = args;
  size_t from = share(p->columns, unit, p->units, 4), to = share(p->columns, unit + 1, p->units, 4), C = p->columns;
  for (int s = 0; s < p->segments; s++) {
    for (size_t c = from; c < to; c++) p->y[s * C + c] = 0.f;
  }
  for (int i = 0; i < p->rows; i++) {
    int s = p->ids[i];
    if (s < 0 || s >= p->segments) continue;
    const f32 *x = p->x + i * C;
    f32 *y = p->y + s * C;
    size_t c = from;
    for (; c + 4 <= to; c += 4) STORE(y + c, ADD(LOAD(y + c), LOAD(x + c)));
    for (; c < to; c++) y[c] += x[c];
  }
}
