/** Single values of a convolution and its gradients in float64: slow and obvious. */

/** Sizes of a convolution of square windows; groups divides channels and filters. */
export interface ExactShape {
  batch: number;
  size: number;
  channels: number;
  filters: number;
  kernel: number;
  stride: number;
  pad: number;
  groups: number;
}

export interface ExactTensors {
  x: Float32Array;
  w: Float32Array;
  dy: Float32Array;
}

export function outputSize({size, kernel, stride, pad}: ExactShape): number {
  return Math.floor((size + 2 * pad - kernel) / stride) + 1;
}

/** Indices of the elements of a tensor with these lengths, last axis first. */
function unravel(index: number, lengths: readonly number[]): number[] {
  let rest = index;
  return [...lengths]
    .reverse()
    .map(length => {
      const at = rest % length;
      rest = Math.floor(rest / length);
      return at;
    })
    .reverse();
}

/** y[index] */
export function exactOutput(shape: ExactShape, {x, w}: ExactTensors, index: number): number {
  const {size, channels, filters, kernel, stride, pad, groups} = shape;
  const out = outputSize(shape);
  const [b, i, j, o] = unravel(index, [shape.batch, out, out, filters]) as [number, number, number, number];
  const [perGroup, first] = [channels / groups, Math.floor(o / (filters / groups)) * (channels / groups)];
  let sum = 0;
  for (let r = 0; r < kernel; r++) {
    for (let s = 0; s < kernel; s++) {
      const [y, z] = [i * stride + r - pad, j * stride + s - pad];
      if (y < 0 || y >= size || z < 0 || z >= size) {
        continue;
      }
      for (let c = 0; c < perGroup; c++) {
        sum +=
          x[((b * size + y) * size + z) * channels + first + c]! *
          w[((r * kernel + s) * perGroup + c) * filters + o]!;
      }
    }
  }
  return sum;
}

/** dx[index] */
export function exactInputGradient(shape: ExactShape, {w, dy}: ExactTensors, index: number): number {
  const {size, channels, filters, kernel, stride, pad, groups} = shape;
  const out = outputSize(shape);
  const [b, y, z, channel] = unravel(index, [shape.batch, size, size, channels]) as [
    number,
    number,
    number,
    number,
  ];
  const [perGroup, group] = [channels / groups, Math.floor(channel / (channels / groups))];
  const c = channel - group * perGroup;
  let sum = 0;
  for (let r = 0; r < kernel; r++) {
    for (let s = 0; s < kernel; s++) {
      const [i, j] = [(y + pad - r) / stride, (z + pad - s) / stride];
      if (!Number.isInteger(i) || !Number.isInteger(j) || i < 0 || i >= out || j < 0 || j >= out) {
        continue;
      }
      for (let o = (group * filters) / groups; o < ((group + 1) * filters) / groups; o++) {
        sum +=
          dy[((b * out + i) * out + j) * filters + o]! * w[((r * kernel + s) * perGroup + c) * filters + o]!;
      }
    }
  }
  return sum;
}

/** dw[index] */
export function exactFilterGradient(shape: ExactShape, {x, dy}: ExactTensors, index: number): number {
  const {batch, size, channels, filters, kernel, stride, pad, groups} = shape;
  const out = outputSize(shape);
  const perGroup = channels / groups;
  const [r, s, c, o] = unravel(index, [kernel, kernel, perGroup, filters]) as [
    number,
    number,
    number,
    number,
  ];
  const channel = Math.floor(o / (filters / groups)) * perGroup + c;
  let sum = 0;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < out; i++) {
      for (let j = 0; j < out; j++) {
        const [y, z] = [i * stride + r - pad, j * stride + s - pad];
        if (y >= 0 && y < size && z >= 0 && z < size) {
          sum +=
            x[((b * size + y) * size + z) * channels + channel]! *
            dy[((b * out + i) * out + j) * filters + o]!;
        }
      }
    }
  }
  return sum;
}
