import {describe, expect, it} from 'vitest';
import {CurrentNetwork} from '../../examples/browser/src/worker/current-network';
import type {Network} from '../../examples/browser/src/worker/training';

/** A network that records whether it was disposed. */
function fake(): {network: Network; isDisposed: () => boolean} {
  let isDisposed = false;
  const model = {
    dispose: () => {
      isDisposed = true;
    },
  };
  return {network: {model} as unknown as Network, isDisposed: () => isDisposed};
}

describe('the current network', () => {
  it('is disposed when it is replaced and its running tasks are done', async () => {
    const [old, next] = [fake(), fake()];
    const current = new CurrentNetwork();
    current.replace(old.network);
    let finish: (result: string) => void = () => undefined;
    const slow = current.use(
      () =>
        new Promise<string>(resolve => {
          finish = resolve;
        }),
    );
    const fast = current.use(() => Promise.resolve('fast'));
    expect(await fast).toBe('fast');
    current.replace(next.network);
    expect(old.isDisposed()).toBe(false);
    finish('slow');
    expect(await slow).toBe('slow');
    expect(old.isDisposed()).toBe(true);
    expect(await current.use(network => Promise.resolve(network))).toBe(next.network);
    expect(next.isDisposed()).toBe(false);
    current.replace(fake().network);
    expect(next.isDisposed()).toBe(true);
  });

  it('reports a missing network in a readable message', async () => {
    await expect(new CurrentNetwork().use(() => Promise.resolve(1))).rejects.toThrow(
      'There is no network yet: train one, or open one.',
    );
  });
});
