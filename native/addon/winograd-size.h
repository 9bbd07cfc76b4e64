/* Winograd convolution F(M x M, R x R), stride 1, in vectors of W channels. Included once for each size, with M and R
 * defined; the method is described in native/wasm/winograd-size.h, the sums are in the same order. Layouts:
 *
 *   weights   [position][panel of NR (last: W) filters][channel][NR]   position stride channels * filters + 16
 *   data      [tile / MR][position][channel / W][MR tiles][W]          position stride MR * channels + 16
 *   results   [tile / MR][position][MR tiles][filter]                  position stride MR * slice + 16
 * and for the filter gradient
 *   data      [position][tile][channel]                                position stride channels * block + 16
 *   gradient  [position][panel of filters][tile][NR]                   position stride filters * block + 16
 *   products  [position][channel][filter]                              position stride channels * filters + 16
 */
#define N (M + R - 1)
#define POSITIONS (N * N)
/* Terms of a sum that is added to others, as in native/wasm/winograd-size.h. */
#define TERMS (N == 8 ? 24 : 64)
#define JOIN_(a, b, c) a##b##c
#define JOIN(a, b, c) JOIN_(a, b, c)
#define SIZED(name) JOIN(name, M, R)

PLAN(SIZED(weights_)) {
  (void)scratch;
  const Winograd *a = args;
  if (!is_sound(a)) return OUTSIDE;
  if (!fits(a)) return REFUSED;
  const int C = a->map.channels, O = a->map.out_channels;
  const int ok =
      rows_lie_in(heap, a->w, (int64_t)R * R * (a->rotated ? O : C), a->w_row, (int64_t)a->groups * (a->rotated ? C : O)) &&
      pieces_lie_in(heap, a->transformed, a->groups, a->transformed_group, POSITIONS, C * O);
  return ok ? a->groups * (O / W) : OUTSIDE;
}

/* Weights of all groups; a unit is W columns of one group. */
KERNEL(SIZED(weights_)) {
  (void)scratch;
  const Winograd *a = args;
  const int C = a->map.channels, O = a->map.out_channels, vectors = O / W, group = unit / vectors, j = unit % vectors * W;
  const size_t position = (size_t)C * O + 16, row = a->w_row;
  const int panel = j / NR * NR, wide = panel_width(O, panel);
  f32 *to = P(a->transformed) + (size_t)group * a->transformed_group + (size_t)panel * C + (j - panel);
  const f32 *w = P(a->w) + (size_t)group * (a->rotated ? C : O);
  f32x half[N * R], in[N], out[N], block[R * R][W];
  const int step = a->rotated ? W : 1;
  for (int c = 0; c < C; c += step) {
    if (a->rotated) { /* rows of the product are filters of w: blocks are transposed, taps in reverse order */
      for (int e = 0; e < R * R; e++) {
        f32x *b = block[R * R - 1 - e];
        UNROLL for (int i = 0; i < W; i++) b[i] = LOAD(w + e * row * O + (j + i) * row + c);
        transpose(b);
      }
    }
    for (int u = 0; u < step; u++) {
      f32 *d = to + (size_t)(c + u) * wide;
      for (int s = 0; s < R; s++) {
        UNROLL for (int r = 0; r < R; r++) {
          in[r] = a->rotated ? block[r * R + s][u] : LOAD(w + (r * R + s) * row * C + c * row + j);
        }
        SIZED(WEIGHTS_)(in, out);
        UNROLL for (int i = 0; i < N; i++) half[i * R + s] = out[i];
      }
      for (int i = 0; i < N; i++) {
        SIZED(WEIGHTS_)(half + i * R, out);
        UNROLL for (int k = 0; k < N; k++) STORE(d + (i * N + k) * position, out[k]);
      }
    }
  }
}

/* BT x B of channels c .. c + W of one tile, positions `step` floats apart. */
INLINE void SIZED(data_tile_)(const f32 *const *from, int c, f32 *d, size_t step) {
  f32x half[POSITIONS], in[N], out[N];
  for (int s = 0; s < N; s++) {
    UNROLL for (int r = 0; r < N; r++) in[r] = LOAD(from[s * N + r] + c);
    SIZED(DATA_)(in, out);
    UNROLL for (int i = 0; i < N; i++) half[i * N + s] = out[i];
  }
  for (int i = 0; i < N; i++) {
    SIZED(DATA_)(half + i * N, out);
    UNROLL for (int k = 0; k < N; k++, d += step) STORE(d, out[k]);
  }
}

/* Tiles of a unit: equal parts, and an even number of them, which two threads share evenly. */
INLINE int SIZED(block_)(const Winograd *a) {
  const int fit = BLOCK_FLOATS / (POSITIONS * (a->map.channels + min_int(SLICE, a->map.out_channels))) / MR * MR;
  const int most = max_int(MR, min_int(fit, MOST_TILES)), tiles = a->map.tiles;
  const int units = ((tiles + most - 1) / most + 1) & ~1;
  return ((tiles + units - 1) / units + MR - 1) / MR * MR;
}

PLAN(SIZED(convolve_)) {
  const Winograd *a = args;
  if (!is_sound(a)) return OUTSIDE;
  if (!fits(a)) return REFUSED;
  const int C = a->map.channels, O = a->map.out_channels, block = SIZED(block_)(a);
  const size_t tiles = (size_t)block / MR * POSITIONS;
  *scratch = tiles * ((size_t)C * MR + 16) + tiles * ((size_t)min_int(SLICE, O) * MR + 16) + (size_t)O;
  const int ok = maps_lie_in(heap, a) &&
                 pieces_lie_in(heap, a->transformed, a->groups, a->transformed_group, POSITIONS, C * O);
  return ok ? a->groups * ((a->map.tiles + block - 1) / block) : OUTSIDE;
}

/* Forward or input gradient; a unit is a block of tiles of one group. */
KERNEL(SIZED(convolve_)) {
  const Winograd *a = args;
  const Map *m = &a->map;
  const int C = m->channels, O = m->out_channels, block = SIZED(block_)(a);
  const int group = unit % a->groups, first = unit / a->groups * block;
  const int count = min_int(block, m->tiles - first), bands = (count + MR - 1) / MR;
  const size_t data = (size_t)C * MR + 16, result = (size_t)min_int(SLICE, O) * MR + 16, position = (size_t)C * O + 16;
  f32 *v = scratch, *products = v + (size_t)block / MR * POSITIONS * data;
  f32 *nowhere = products + (size_t)block / MR * POSITIONS * result;
  const f32 *x = P(a->x) + (size_t)group * C, *w = P(a->transformed) + (size_t)group * a->transformed_group;
  f32 *y = P(a->y) + (size_t)group * O;
  const f32 *bias = a->bias ? P(a->bias) + (size_t)group * O : 0;
  const f32 *from[POSITIONS], *to[M * M];
  f32x half[M * N], in[N], out[N];
  for (int t = 0; t < bands * MR; t++) { /* tiles beyond the end become zeros */
    tile_addresses(m, first + t, N, M, m->top, m->left, m->height, m->width, m->pixel, x, P(a->zeros), 0, from);
    f32 *d = v + (size_t)(t / MR) * POSITIONS * data + t % MR * W;
    for (int c = 0; c < C; c += W) SIZED(data_tile_)(from, c, d + c * MR, data);
  }
  const int streamed = streams(y, (size_t)m->batch * m->out_height * m->out_width * m->out_pixel, m->out_pixel);
  for (int o = 0; o < O; o += SLICE) {
    const int slice = min_int(SLICE, O - o);
    for (int p = 0; p < POSITIONS; p++) {
      for (int j = o; j < o + slice; j += NR) {
        const int wide = panel_width(O, j);
        const f32 *u = w + p * position + (size_t)j * C;
        /* The weights come from the third cache: those of the next tile are fetched while the first two bands compute. */
        const f32 *next = j + NR < o + slice ? u + (size_t)C * NR : u + position - (size_t)(j - o) * C;
        for (int i = 0; i < bands; i++) {
          const f32 *from_v = v + ((size_t)i * POSITIONS + p) * data;
          f32 *q = products + ((size_t)i * POSITIONS + p) * result + (j - o);
          for (int c = 0; c < C; c += TERMS) {
            const int k = min_int(TERMS, C - c), lane = TERMS % W == 0 ? 0 : c % W;
            const f32 *ahead = i < 2 ? next + (size_t)i * C * W + c * W : u;
            (wide == NR ? blocks_2 : blocks_1)(k, lane, from_v + (size_t)(c - lane) * MR, u + (size_t)c * wide, q, slice,
                                               c > 0, ahead, i < 2 ? 16 : 0);
          }
        }
      }
    }
    for (int i = 0; i < count; i++) {
      /* What lies beyond the map is written where nobody reads. */
      tile_addresses(m, first + i, M, M, 0, 0, m->out_height, m->out_width, m->out_pixel, y, nowhere, 1, to);
      const f32 *q = products + (size_t)(i / MR) * POSITIONS * result + (i % MR) * (size_t)slice;
      for (int c = o; c < o + slice; c += W, q += W) {
        const f32x b = bias ? LOAD(bias + c) : (f32x){0};
        for (int s = 0; s < N; s++) {
          UNROLL for (int r = 0; r < N; r++) in[r] = LOAD(q + (r * N + s) * result);
          SIZED(OUTPUT_)(in, out);
          UNROLL for (int r = 0; r < M; r++) half[r * N + s] = out[r];
        }
        for (int r = 0; r < M; r++) {
          SIZED(OUTPUT_)(half + r * N, out);
          UNROLL for (int s = 0; s < M; s++) {
            f32x value = ADD(out[s], b);
            if (a->activation) value = at_least(value, (f32x){0});
            if (a->activation == 2) value = at_most(value, SPLAT(6.f));
            put((f32 *)to[r * M + s] + c, value, streamed);
          }
        }
      }
    }
  }
}

/* What the steps of the filter gradient have in common. */
static int SIZED(gradient_lies_in_)(const Heap *heap, const Winograd *a) {
  const int C = a->map.channels, O = a->map.out_channels;
  return a->block > 0 && a->block <= 1 << 26 && a->first >= 0 && a->first <= 1 << 26 && a->count >= 0 && a->count <= a->block &&
         volume(C, a->block, 1, 1) < 1 << 30 && volume(O, a->block, 1, 1) < 1 << 30 &&
         pieces_lie_in(heap, a->data, a->groups, a->data_group, POSITIONS, C * a->block) &&
         pieces_lie_in(heap, a->gradient, a->groups, a->gradient_group, POSITIONS, O * a->block) &&
         pieces_lie_in(heap, a->products, a->groups, a->products_group, POSITIONS, C * O);
}

PLAN(SIZED(gradient_tiles_)) {
  (void)scratch;
  const Winograd *a = args;
  if (!is_sound(a)) return OUTSIDE;
  if (!fits(a)) return REFUSED;
  const int ok = maps_lie_in(heap, a) && SIZED(gradient_lies_in_)(heap, a);
  return ok ? a->groups * ((a->count + GRADIENT_TILES - 1) / GRADIENT_TILES) : OUTSIDE;
}

/* Filter gradient, first step: data and gradient of one block of tiles. */
KERNEL(SIZED(gradient_tiles_)) {
  (void)scratch;
  const Winograd *a = args;
  const Map *m = &a->map;
  const int C = m->channels, O = m->out_channels, block = a->block, group = unit % a->groups;
  const int begin = unit / a->groups * GRADIENT_TILES, end = min_int(begin + GRADIENT_TILES, a->count);
  f32 *data = P(a->data) + (size_t)group * a->data_group, *gradient = P(a->gradient) + (size_t)group * a->gradient_group;
  const size_t position = (size_t)O * block + 16;
  const f32 *from[POSITIONS];
  f32x half[N * M], in[N], out[N];
  for (int t = begin; t < end; t++) {
    tile_addresses(m, a->first + t, N, M, m->top, m->left, m->height, m->width, m->pixel, P(a->x) + (size_t)group * C,
                   P(a->zeros), 0, from);
    for (int c = 0; c < C; c += W) SIZED(data_tile_)(from, c, data + (size_t)t * C + c, (size_t)C * block + 16);
    tile_addresses(m, a->first + t, M, M, 0, 0, m->out_height, m->out_width, m->out_pixel, P(a->y) + (size_t)group * O,
                   P(a->zeros), 1, from);
    for (int c = 0; c < O; c += W) {
      const int panel = c / NR * NR;
      f32 *to = gradient + (size_t)panel * block + (size_t)t * panel_width(O, panel) + (c - panel);
      for (int s = 0; s < M; s++) {
        UNROLL for (int r = 0; r < M; r++) in[r] = LOAD(from[r * M + s] + c);
        SIZED(GRADIENT_)(in, out);
        UNROLL for (int k = 0; k < N; k++) half[k * M + s] = out[k];
      }
      for (int k = 0; k < N; k++) {
        SIZED(GRADIENT_)(half + k * M, out);
        UNROLL for (int s = 0; s < N; s++, to += position) STORE(to, out[s]);
      }
    }
  }
}

PLAN(SIZED(gradient_products_)) {
  (void)scratch;
  const Winograd *a = args;
  if (!is_sound(a)) return OUTSIDE;
  if (!fits(a)) return REFUSED;
  return SIZED(gradient_lies_in_)(heap, a) ? a->groups * POSITIONS : OUTSIDE;
}

/* Second step: products at one position of one group, added to those of the blocks before. */
KERNEL(SIZED(gradient_products_)) {
  (void)scratch;
  const Winograd *a = args;
  const int C = a->map.channels, O = a->map.out_channels, block = a->block, group = unit % a->groups;
  const size_t p = unit / a->groups;
  const f32 *data = P(a->data) + (size_t)group * a->data_group + p * ((size_t)C * block + 16);
  const f32 *gradient = P(a->gradient) + (size_t)group * a->gradient_group + p * ((size_t)O * block + 16);
  f32 *products = P(a->products) + (size_t)group * a->products_group + p * ((size_t)C * O + 16);
  multiply_panels(C, O, a->count, TERMS, data, C, gradient, block, products, O, a->first > 0);
}

PLAN(SIZED(gradient_taps_)) {
  (void)scratch;
  const Winograd *a = args;
  if (!is_sound(a)) return OUTSIDE;
  if (!fits(a)) return REFUSED;
  const int C = a->map.channels, O = a->map.out_channels;
  const int ok = pieces_lie_in(heap, a->products, a->groups, a->products_group, POSITIONS, C * O) &&
                 rows_lie_in(heap, a->w, (int64_t)R * R * C, a->w_row, (int64_t)a->groups * O);
  return ok ? a->groups * ((C + GRADIENT_CHANNELS - 1) / GRADIENT_CHANNELS) : OUTSIDE;
}

/* Last step: the taps; a unit is a few channels of one group. dw is [R][R][channels][w_row]. */
KERNEL(SIZED(gradient_taps_)) {
  (void)scratch;
  const Winograd *a = args;
  const int C = a->map.channels, O = a->map.out_channels, group = unit % a->groups;
  const int begin = unit / a->groups * GRADIENT_CHANNELS;
  const size_t position = (size_t)C * O + 16;
  const f32 *products = P(a->products) + (size_t)group * a->products_group;
  f32 *dw = P(a->w) + (size_t)group * O;
  f32x half[R * N], in[N], out[N];
  for (int c = begin; c < min_int(begin + GRADIENT_CHANNELS, C); c++) {
    for (int j = 0; j < O; j += W) {
      const f32 *q = products + (size_t)c * O + j;
      for (int s = 0; s < N; s++) {
        UNROLL for (int r = 0; r < N; r++) in[r] = LOAD(q + (r * N + s) * position);
        SIZED(TAPS_)(in, out);
        UNROLL for (int r = 0; r < R; r++) half[r * N + s] = out[r];
      }
      for (int r = 0; r < R; r++) {
        SIZED(TAPS_)(half + r * N, out);
        UNROLL for (int s = 0; s < R; s++) STORE(dw + ((size_t)(r * R + s) * C + c) * a->w_row + j, out[s]);
      }
    }
  }
}

#undef N
#undef POSITIONS
#undef TERMS
#undef JOIN_
#undef JOIN
#undef SIZED
#undef M
#undef R
