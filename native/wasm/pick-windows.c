/* Windows of images, one after the other, some of them mirrored: what crops and flips of a batch are made of. */
#include "pool.h"

typedef struct {
  int count, rows, columns, channels; /* windows, and the size of each */
  int height, width;                  /* of an image */
  int units;
  const int *windows; /* image, top, left, whether mirrored: of each window */
  const f32 *from;
  f32 *to;
} PickWindows;

static void copy(f32 *to, const f32 *from, int count) {
  int c = 0;
  for (; c + 4 <= count; c += 4) STORE(to + c, LOAD(from + c));
  for (; c < count; c++) to[c] = from[c];
}

KERNEL(pick_windows) {
  (void)scratch;
  const PickWindows *p = args;
  const int C = p->channels, all = p->count * p->rows;
  int i = share(all, unit, p->units, 1), end = share(all, unit + 1, p->units, 1);
  for (; i < end; i++) {
    const int *window = p->windows + 4 * (i / p->rows);
    size_t row = (size_t)window[0] * p->height + window[1] + i % p->rows;
    const f32 *from = p->from + (row * p->width + window[2]) * C;
    f32 *to = p->to + (size_t)i * p->columns * C;
    if (!window[3]) {
      copy(to, from, p->columns * C);
      continue;
    }
    /* Pixels from right to left, the channels of each from left to right. */
    for (int j = p->columns - 1; j >= 0; j--, to += C) copy(to, from + (size_t)j * C, C);
  }
}
