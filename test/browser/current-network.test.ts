import {describe, expect, it} from 'vitest';
import {CurrentNetwork} from '../../examples/browser/src/worker/current-network';
import type {Network} from '../../examples/browser/src/worker/training';

/** A network that tells whether it was disposed of. */
function fake(): {network: Network; isDisposed: () => boolean} {
  let isDisposed = false;
  const model = {
    dispose: () => {
      isDisposed = true;
    },
  };
  return {network: {model} as unknown as Network, isDisposed: () => isDisposed};
}

describe('the network that the page asks', () => {
  it('lives until it has answered, also where another takes its place, and no longer', async () => {
    const [old, next] = [fake(), fake()];
    const current = new CurrentNetwork();
    current.replace(old.network);
    let finish: (answer: string) => void = () => undefined;
    const slow = current.ask(
      () =>
        new Promise<string>(resolve => {
          finish = resolve;
        }),
    );
    const fast = current.ask(() => Promise.resolve('fast'));
    expect(await fast).toBe('fast');
    current.replace(next.network);
    expect(old.isDisposed()).toBe(false);
    finish('slow');
    expect(await slow).toBe('slow');
    expect(old.isDisposed()).toBe(true);
    expect(await current.ask(network => Promise.resolve(network))).toBe(next.network);
    expect(next.isDisposed()).toBe(false);
    current.replace(fake().network);
    expect(next.isDisposed()).toBe(true);
  });

  it('says in a sentence that there is none', async () => {
    await expect(new CurrentNetwork().ask(() => Promise.resolve(1))).rejects.toThrow(
      'There is no network yet: train one, or open one.',
    );
  });
});
