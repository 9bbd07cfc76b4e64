/** What every backend's suite needs: tfjs-core whole, and the backend set in the way that is under test. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {setTestEnvs} from '@tensorflow/tfjs-core/dist/jasmine_util';

/** A variant's name, as `scripts/peer-suite.ts` was told it. */
export const VARIANT = process.env.PEER_SUITE_VARIANT ?? 'stock';

/** The number in a variant like `threads=2`. */
export function numberIn(variant: string): number {
  const number = Number(variant.split('=')[1]);
  if (!Number.isInteger(number)) {
    throw new Error(`peer-suite: variant "${variant}" has no number`);
  }
  return number;
}

/**
 * Says which backend the tests run on.
 *
 * @param start makes it ready, in place of `tf.setBackend`, which the tests call for each group of them, after the
 *   engine was reset and its backends thrown away. Without it the backend is as it comes.
 */
export function testOn(
  backendName: string,
  start?: () => Promise<unknown>,
  {isDataSync = true}: {isDataSync?: boolean} = {},
): void {
  setTestEnvs([{name: backendName, backendName, isDataSync}]);
  const engine = tf.engine();
  const pending = new Set<Promise<unknown>>();
  const read = engine.read.bind(engine);
  engine.read = dataId => {
    const values = read(dataId);
    pending.add(values);
    const forget = (): void => {
      pending.delete(values);
    };
    values.then(forget, forget);
    return values;
  };
  // For run-suite.ts, which lets a test end when these have arrived.
  Object.assign(globalThis, {readsArrived: () => Promise.allSettled(pending)});
  if (start === undefined) {
    return;
  }
  const setBackend = engine.setBackend.bind(engine);
  let starting = false;
  engine.setBackend = async name => {
    if (name !== backendName || starting) {
      return await setBackend(name);
    }
    starting = true;
    try {
      await start();
    } finally {
      starting = false;
    }
    return true;
  };
}
