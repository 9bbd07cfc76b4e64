/** The native kernels of this machine, for tests; undefined where the addon is not built, or of other sources. */
import {hashNativeSources} from '../../scripts/build-native';
import type {NativeChoice} from '../../src/kernels/wasm/compiled/host/native-kernels';
import {findNative} from '../../src/kernels/wasm/native/find-native.node';

const found = findNative();

/** Why the native kernels cannot be tested here, or undefined. */
export const whyNoNative =
  'because' in found
    ? found.because
    : found.addon.sources === hashNativeSources()
      ? undefined
      : 'they are built from other sources (npm run build:native)';

/** The addon that was found. */
export const native = 'addon' in found && whyNoNative === undefined ? found : undefined;

/** Suffix of the name of a group of tests that needs it. */
export const NATIVE_NEEDED =
  whyNoNative === undefined ? '' : ` (skipped: native kernels cannot be tested: ${whyNoNative})`;

/** The same addon, counting the tasks that it was given by kernel; `done` are those that it did not refuse. */
export function counting({addon, isa}: NativeChoice): NativeChoice & {done: Map<string, number>} {
  const names = new Map<number, string>();
  const done = new Map<string, number>();
  let words: Int32Array = new Int32Array(0);
  return {
    isa,
    done,
    addon: {
      ...addon,
      open: (heap, given, threads, set) => addon.open(heap, (words = given), threads, set),
      find: (host, kernel) => {
        const number = addon.find(host, kernel);
        names.set(number, kernel);
        return number;
      },
      run: host => {
        addon.run(host);
        const name = names.get(words[0] ?? -1) ?? '';
        if (words[3] === 1) {
          done.set(name, (done.get(name) ?? 0) + 1);
        }
      },
    },
  };
}
