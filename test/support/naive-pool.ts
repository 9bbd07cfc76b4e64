/** The windows of a pool, found the slow and obvious way. */
export interface NaiveWindow {
  /** Indices of the pixels of the image that lie in the window. */
  pixels: number[];
  /** Elements of the window that lie on the image or on its padding. */
  paddedCount: number;
}

export interface NaivePoolCase {
  height: number;
  width: number;
  pool: number;
  stride: number;
  padding: number;
  ceilMode: boolean;
}

/** Every window of a one-channel image, row by row, as Caffe's and PyTorch's loops walk. */
export function naiveWindows({height, width, pool, stride, padding, ceilMode}: NaivePoolCase): NaiveWindow[] {
  const starts = (length: number): number[] => {
    const found: number[] = [];
    for (let start = -padding; ; start += stride) {
      const end = start + pool;
      const fits = end <= length + padding;
      // In ceil mode the first window that overshoots counts as well, unless it begins beyond the image.
      const reachesOver = ceilMode && end - stride < length + padding && start < length;
      if (!fits && !reachesOver) {
        return found;
      }
      found.push(start);
    }
  };
  return starts(height).flatMap(top =>
    starts(width).map(left => {
      const window: NaiveWindow = {pixels: [], paddedCount: 0};
      for (let row = top; row < top + pool; row++) {
        for (let column = left; column < left + pool; column++) {
          if (row < height + padding && column < width + padding) {
            window.paddedCount++;
          }
          if (row >= 0 && row < height && column >= 0 && column < width) {
            window.pixels.push(row * width + column);
          }
        }
      }
      return window;
    }),
  );
}
