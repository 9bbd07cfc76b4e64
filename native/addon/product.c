/* C = A . B with few rows of A and B transposed, so that its columns are contiguous: the input gradient of a dense layer.
 * Computed as C' = B' . A': B, the large one, is read once in its own order, and A is the packed side. Other products are
 * left to WASM. */
#include "kernel.h"
#include "micro-kernel.h"

/* The first fields of native/wasm/product.c. */
typedef struct {
  int rows, columns, depth, groups, splits, block_rows, block_columns, a_kind;
  At a;
  int a_row, a_column, a_group, b_is_taps;
  At b;
  int b_row, b_column, b_group, b_tap;
  At c;
  int c_row, c_group, c_split;
  At bias;
  int bias_group, activation;
} Product;

/* A sum over DEPTH terms is one chain, as in WASM. Columns of a unit; batches that one pass over B serves. */
enum { DEPTH = 256, COLUMNS = 8 * MR, LEAST_ROWS = 8, MOST_ROWS = 128 };

NOINLINE void tile(int k, const f32 *a, const f32 *b, f32 *c, size_t ld, int more, const f32 *ahead, size_t row) {
  tile_blocks(MR, 2, EACH_ROW, k, 0, a, b, NR, 0, more ? c : 0, c, ld, ahead, row);
}

INLINE int whole_tiles(int rows) { return (rows + NR - 1) / NR * NR; }
INLINE int whole_vectors(int depth) { return (depth + W - 1) / W * W; }

PLAN(product) {
  const Product *p = args;
  const int ok = p->a_kind == 0 && p->groups == 1 && p->splits == 1 && !p->b_is_taps && p->b_row == 1 &&
                 p->b_column != 1 && p->a_column == 1 && p->rows >= LEAST_ROWS && p->rows <= MOST_ROWS && p->bias == 0 &&
                 p->activation == 0;
  if (!ok) return REFUSED;
  if (p->columns <= 0 || p->depth <= 0 || p->depth > 1 << 26 || p->a_row < 0 || p->b_column < 0 || p->c_row < 0) {
    return OUTSIDE;
  }
  const size_t batch = (size_t)whole_tiles(p->rows);
  *scratch = batch * whole_vectors(p->depth) + MR * (DEPTH + W) + COLUMNS * batch;
  const int inside = rows_lie_in(heap, p->a, p->rows, p->a_row, p->depth) &&
                     rows_lie_in(heap, p->b, p->columns, p->b_column, p->depth) &&
                     rows_lie_in(heap, p->c, p->rows, p->c_row, p->columns);
  return inside ? (p->columns + COLUMNS - 1) / COLUMNS : OUTSIDE;
}

/* A' as panels [depth][NR], with zeros for the rows that are missing. */
INLINE void pack_transposed(const Product *p, const f32 *a, int batch, int deep, f32 *to) {
  for (int j = 0; j < batch; j += NR) {
    for (int h = 0; h < NR; h += W) {
      for (int l = 0; l < deep; l += W) {
        f32x r[W];
        UNROLL for (int e = 0; e < W; e++) r[e] = (f32x){0};
        for (int e = 0; e < min_int(W, p->rows - j - h); e++) {
          const f32 *q = a + (size_t)(j + h + e) * p->a_row + l;
          if (p->depth - l >= W) {
            r[e] = LOAD(q);
          } else {
            f32 some[W] = {0};
            for (int z = 0; z < p->depth - l; z++) some[z] = q[z];
            r[e] = LOAD(some);
          }
        }
        transpose(r);
        f32 *d = to + (size_t)j * deep + (size_t)l * NR + h;
        UNROLL for (int e = 0; e < W; e++) STORE(d + e * NR, r[e]);
      }
    }
  }
}

KERNEL(product) {
  const Product *p = args;
  const int from = unit * COLUMNS, end = min_int(p->columns, from + COLUMNS);
  const int batch = whole_tiles(p->rows), deep = whole_vectors(p->depth);
  f32 *panels = scratch, *packed = panels + (size_t)batch * deep, *sums = packed + MR * (DEPTH + W);
  pack_transposed(p, P(p->a), batch, deep, panels);
  for (int i = from; i < end; i += MR) {
    for (int k0 = 0; k0 < p->depth; k0 += DEPTH) {
      const int k = min_int(DEPTH, p->depth - k0);
      const f32 *b = P(p->b) + (size_t)i * p->b_column + k0;
      const f32 *ahead = k0 + DEPTH < p->depth ? b + DEPTH : b - k0 + (size_t)MR * p->b_column;
      pack_blocks(MR, min_int(MR, end - i), k, b, p->b_column, packed);
      for (int j = 0; j < batch; j += NR) {
        tile(k, packed, panels + (size_t)j * deep + (size_t)k0 * NR, sums + (size_t)(i - from) * batch + j, batch, k0 > 0,
             ahead, p->b_column);
      }
    }
  }
  for (int n = 0; n < p->rows; n++) {
    f32 *c = P(p->c) + (size_t)n * p->c_row;
    for (int i = from; i < end; i++) c[i] = sums[(size_t)(i - from) * batch + n];
  }
}

TABLE(product) = {{"product", product, product_plan}, {0, 0, 0}};
