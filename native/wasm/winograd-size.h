/* Winograd convolution F(M x M, R x R), stride 1. Included once for each size, with M and R defined.
 *
 *   forward          Y  = AT [ (G w GT) . (BT x B) ] A                for each tile, summed over channels
 *   input gradient   the same with dy as input, taps rotated by 180 degrees, channels and filters exchanged
 *   filter gradient  dw = GT [ sum over tiles of (BT x B) . (A dy AT) ] G
 *
 * N = M + R - 1 is the edge of a tile, P = N * N the number of positions. At one position, the sum over channels (or,
 * for the filter gradient, over tiles) is a matrix product. Nothing is packed for it: the transforms store their
 * results in the order in which the micro-kernel reads them.
 *
 *   weights    [position][filter / 8][channel][8]              position stride channels * filters + 16
 *   data       [tile / 4][position][channel / 4][4 tiles][4]   position stride 4 * channels + 16
 *   results    [tile / 4][position][4 tiles][filter]           position stride 4 * filters + 16
 * and for the filter gradient
 *   data       [position][channel / 4][tile][4]                position stride channels * block + 16
 *   gradient   [position][filter / 8][tile][8]                 position stride filters * block + 16
 *   products   [position][channel][filter]                     position stride channels * filters + 16
 *
 * The 16 floats more keep the positions, which are written one after another, off the same set of the cache. The loops over the
 * columns of a tile stay loops: unrolled, V8 would load all of a tile first and spill.
 *
 * The transforms enlarge the rounding errors of the products, the more the larger a tile is. A sum of many terms is
 * therefore taken in pieces of TERMS, whose sums are then added: its error grows with the square root of the pieces.
 *
 * Channels and filters are multiples of 8. A NaN or an infinity spoils the tiles that see it, never less than direct
 * convolution does.
 */
#define N (M + R - 1)
#define P (N * N)
#define TERMS (N == 8 ? 24 : 64)
#define JOIN_(a, b, c) a##b##c
#define JOIN(a, b, c) JOIN_(a, b, c)
#define SIZED(name) JOIN(name, M, R)

/* Weights of all groups; a unit is 8 columns of one group. */
KERNEL(SIZED(winograd_weights_)) {
  (void)scratch;
  const Winograd *a = args;
  const int C = a->map.channels, O = a->map.out_channels, panels = O / 8;
  const int group = unit / panels, j = unit % panels * 8;
  const size_t position = (size_t)C * O + 16;
  f32 *to = a->transformed + (size_t)group * a->transformed_group + (size_t)j * C;
  f32x4 half[N * R], in[N], out[N];
  if (!a->rotated) {
    const f32 *w = a->w + (size_t)group * O + j;
    const size_t row = a->w_row, tap = row * C;
    for (int c = 0; c < C; c++) {
      for (int h = 0; h < 8; h += 4) {
        const f32 *from = w + c * row + h;
        f32 *d = to + c * 8 + h;
        for (int s = 0; s < R; s++) {
          UNROLL for (int r = 0; r < R; r++) in[r] = LOAD(from + (r * R + s) * tap);
          SIZED(WEIGHTS_)(in, out);
          UNROLL for (int i = 0; i < N; i++) half[i * R + s] = out[i];
        }
        for (int i = 0; i < N; i++) {
          SIZED(WEIGHTS_)(half + i * R, out);
          UNROLL for (int k = 0; k < N; k++) STORE(d + (i * N + k) * position, out[k]);
        }
      }
    }
    return;
  }
  /* Rows of the product are filters of w (C of them here), columns its channels: 4 x 4 blocks are transposed. */
  f32 block[R * R * 16] __attribute__((aligned(16)));
  const f32 *w = a->w + (size_t)group * C;
  const size_t row = a->w_row, tap = row * O;
  for (int h = 0; h < 8; h += 4) {
    for (int c = 0; c < C; c += 4) {
      for (int e = 0; e < R * R; e++) {
        const f32 *q = w + e * tap + (j + h) * row + c;
        f32 *d = block + (R * R - 1 - e) * 16;
        f32x4 o0, o1, o2, o3;
        TRANSPOSE4(LOAD(q), LOAD(q + row), LOAD(q + 2 * row), LOAD(q + 3 * row), o0, o1, o2, o3);
        STORE(d, o0); STORE(d + 4, o1); STORE(d + 8, o2); STORE(d + 12, o3);
      }
      for (int u = 0; u < 4; u++) {
        f32 *d = to + (c + u) * 8 + h;
        for (int s = 0; s < R; s++) {
          UNROLL for (int r = 0; r < R; r++) in[r] = LOAD(block + (r * R + s) * 16 + u * 4);
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
}

/* BT x B of `tiles` tiles: position p of channels c .. c + 4 of tile t goes to to + c / 4 * block + p * position + 4 t.
 * Channel by channel, so that the tiles that share a line of the cache are written one right after the other. */
INLINE void SIZED(data_tiles_)(const f32 *const *from, int tiles, int channels, f32 *to, size_t position, size_t block) {
  f32x4 half[P], in[N], out[N];
  for (int c = 0; c < channels; c += 4, to += block) {
    const f32 *const *at = from;
    for (int t = 0; t < tiles; t++, at += P) {
      for (int s = 0; s < N; s++) {
        UNROLL for (int r = 0; r < N; r++) in[r] = LOAD(at[s * N + r] + c);
        SIZED(DATA_)(in, out);
        UNROLL for (int i = 0; i < N; i++) half[i * N + s] = out[i];
      }
      f32 *d = to + t * 4;
      for (int i = 0; i < N; i++) {
        SIZED(DATA_)(half + i * N, out);
        UNROLL for (int k = 0; k < N; k++, d += position) STORE(d, out[k]);
      }
    }
  }
}

/* Forward or input gradient; a unit is `block` tiles of one group.
 * scratch: block / 4 * P * (4 * channels + 16 + 4 * filters + 16) + filters floats */
KERNEL(SIZED(winograd_convolve_)) {
  const Winograd *a = args;
  const Map *m = &a->map;
  const int C = m->channels, O = m->out_channels, group = unit % a->groups, first = unit / a->groups * a->block;
  const int count = min_int(a->block, m->tiles - first), quads = (count + 3) / 4;
  const size_t data = (size_t)C * 4 + 16, result = (size_t)O * 4 + 16;
  f32 *v = scratch, *products = v + (size_t)a->block / 4 * P * data, *nowhere = products + (size_t)a->block / 4 * P * result;
  const f32 *x = a->x + (size_t)group * C, *w = a->transformed + (size_t)group * a->transformed_group;
  f32 *y = a->y + (size_t)group * O;
  const f32 *bias = a->bias ? a->bias + (size_t)group * O : 0;
  const f32 *from[4 * P];
  const f32 *to[M * M];
  f32x4 half[M * N], in[N], out[N];
  const f32x4 zero = SPLAT(0.f), six = SPLAT(6.f);
  for (int i = 0; i < quads; i++) { /* tiles beyond the end become zeros */
    for (int t = 0; t < 4; t++) {
      tile_addresses(m, first + i * 4 + t, N, M, m->top, m->left, m->height, m->width, m->pixel, x, a->zeros, 0,
                     from + t * P);
    }
    SIZED(data_tiles_)(from, 4, C, v + (size_t)i * P * data, data, 16);
  }
  for (int p = 0; p < P; p++) {
    for (int j = 0; j < O; j += 8) {
      const f32 *u = w + (size_t)p * ((size_t)C * O + 16) + (size_t)j * C;
      for (int i = 0; i < quads; i++) {
        const f32 *from_v = v + ((size_t)i * P + p) * data;
        f32 *to_products = products + ((size_t)i * P + p) * result + j;
        for (int c = 0; c < C; c += TERMS) {
          tile_4x8_blocks(min_int(TERMS, C - c), from_v + c * 4, u + c * 8, to_products, O, c > 0);
        }
      }
    }
  }
  for (int i = 0; i < count; i++) {
    /* What lies beyond the map is written where nobody reads. */
    tile_addresses(m, first + i, M, M, 0, 0, m->out_height, m->out_width, m->out_pixel, y, nowhere, 1, to);
    const f32 *q = products + (size_t)(i >> 2) * P * result + (i & 3) * (size_t)O;
    for (int c = 0; c < O; c += 4, q += 4) {
      f32x4 b = bias ? LOAD(bias + c) : zero;
      for (int s = 0; s < N; s++) {
        UNROLL for (int r = 0; r < N; r++) in[r] = LOAD(q + (r * N + s) * result);
        SIZED(OUTPUT_)(in, out);
        UNROLL for (int r = 0; r < M; r++) half[r * N + s] = out[r];
      }
      for (int r = 0; r < M; r++) {
        SIZED(OUTPUT_)(half + r * N, out);
        UNROLL for (int s = 0; s < M; s++) {
          f32x4 value = ADD(out[s], b);
          if (a->activation) value = MAX(value, zero);
          if (a->activation == 2) value = MIN(value, six);
          STORE((f32 *)to[r * M + s] + c, value);
        }
      }
    }
  }
}

/* Filter gradient, first step: data and gradient of one block of tiles; a unit is 8 tiles of one group. */
KERNEL(SIZED(winograd_gradient_tiles_)) {
  (void)scratch;
  const Winograd *a = args;
  const Map *m = &a->map;
  const int C = m->channels, O = m->out_channels, KB = a->block, group = unit % a->groups;
  const int from = unit / a->groups * 8, end = min_int(from + 8, a->count);
  f32 *data = a->data + (size_t)group * a->data_group, *gradient = a->gradient + (size_t)group * a->gradient_group;
  const size_t position = (size_t)O * KB + 16;
  const f32 *at[8 * P];
  f32x4 half[N * M], in[N], out[N];
  const int tiles = end - from;
  for (int t = 0; t < tiles; t++) {
    tile_addresses(m, a->first + from + t, N, M, m->top, m->left, m->height, m->width, m->pixel,
                   a->x + (size_t)group * C, a->zeros, 0, at + t * P);
  }
  SIZED(data_tiles_)(at, tiles, C, data + (size_t)from * 4, (size_t)C * KB + 16, (size_t)KB * 4);
  for (int t = 0; t < tiles; t++) {
    tile_addresses(m, a->first + from + t, M, M, 0, 0, m->out_height, m->out_width, m->out_pixel,
                   a->y + (size_t)group * O, a->zeros, 1, at + t * M * M);
  }
  for (int c = 0; c < O; c += 8) {
    for (int t = 0; t < tiles; t++) {
      const f32 *const *tile = at + t * M * M;
      for (int h = c; h < c + 8; h += 4) {
        f32 *to = gradient + (size_t)(c >> 3) * KB * 8 + (size_t)(from + t) * 8 + (h & 4);
        for (int s = 0; s < M; s++) {
          UNROLL for (int r = 0; r < M; r++) in[r] = LOAD(tile[r * M + s] + h);
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
}

/* Second step: products at one position of one group, added to those of the blocks before. */
KERNEL(SIZED(winograd_gradient_products_)) {
  (void)scratch;
  const Winograd *a = args;
  const int C = a->map.channels, O = a->map.out_channels, KB = a->block, group = unit % a->groups, p = unit / a->groups;
  const f32 *data = a->data + (size_t)group * a->data_group + (size_t)p * ((size_t)C * KB + 16);
  const f32 *gradient = a->gradient + (size_t)group * a->gradient_group + (size_t)p * ((size_t)O * KB + 16);
  f32 *products = a->products + (size_t)group * a->products_group + (size_t)p * ((size_t)C * O + 16);
  for (int j = 0; j < O; j += 8) {
    for (int i = 0; i < C; i += 4) {
      const f32 *from_data = data + (size_t)i * KB, *from_gradient = gradient + (size_t)j * KB;
      for (int k = 0; k < a->count; k += TERMS) {
        tile_4x8(min_int(TERMS, a->count - k), from_data + (size_t)k * 4, from_gradient + (size_t)k * 8,
                 products + (size_t)i * O + j, O, a->first + k > 0);
      }
    }
  }
}

/* Last step: the taps; a unit is 8 channels of one group. dw is [R][R][channels][w_row]. */
KERNEL(SIZED(winograd_gradient_taps_)) {
  (void)scratch;
  const Winograd *a = args;
  const int C = a->map.channels, O = a->map.out_channels, group = unit % a->groups, from = unit / a->groups * 8;
  const size_t position = (size_t)C * O + 16;
  const f32 *products = a->products + (size_t)group * a->products_group;
  f32 *dw = (f32 *)a->w + (size_t)group * O;
  f32x4 half[R * N], in[N], out[N];
  for (int c = from; c < min_int(from + 8, C); c++) {
    for (int j = 0; j < O; j += 4) {
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
#undef P
#undef TERMS
#undef JOIN_
#undef JOIN
#undef SIZED
#undef M
#undef R
