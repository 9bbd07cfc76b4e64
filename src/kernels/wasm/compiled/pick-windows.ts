import type * as tf from '@tensorflow/tfjs-core';
import type {WasmKernels} from './host/wasm-kernel';

/** Attributes of the kernel: the size of all windows, and image, top, left and mirroring of each. */
export interface PickWindowsAttrs {
  height: number;
  width: number;
  windows: number[];
}

/** Windows of images, one after the other: see `pickPixels`. */
export const PICK_WINDOWS_KERNELS: WasmKernels = {
  PickWindows: {
    compute: (host, {inputs, attrs}) => {
      const x = inputs.x as tf.TensorInfo;
      const [, height = 0, width = 0, channels = 0] = x.shape;
      const {height: rows, width: columns, windows} = attrs as unknown as PickWindowsAttrs;
      const count = windows.length / 4;
      const y = host.output([count, rows, columns, channels]);
      const table = host.table('windows', windows);
      const units = Math.min(count * rows, 64);
      host.run(
        'pick_windows',
        units,
        [
          ...[count, rows, columns, channels, height, width, units],
          ...[table, host.address(x), host.address(y)],
        ],
        {alone: count * rows * columns * channels < 32768},
      );
      return y;
    },
  },
};
