import {describe, expect, it} from 'vitest';
import {CurrentNetwork, type Network} from '../../../src/trainer/current-network';
import {expectAlexNetError} from '../../support/matchers';

function network(disposed: string[], name: string): Network {
  return {model: {dispose: () => disposed.push(name)}, preprocessing: {}} as unknown as Network;
}

describe('CurrentNetwork', () => {
  it('says what to do where there is none', async () => {
    const current = new CurrentNetwork();
    await expectAlexNetError(
      () => current.use('trainer.predict', () => Promise.resolve(1)),
      'bad-state',
      'trainer.predict',
      'trainer.resume(name)',
    );
  });

  it('disposes a replaced network as soon as nothing uses it', async () => {
    const disposed: string[] = [];
    const current = new CurrentNetwork();
    current.replace(network(disposed, 'a'));
    let finish = (): void => undefined;
    const task = current.use('x', () => new Promise<void>(resolve => (finish = resolve)));
    const second = current.use('x', () => Promise.resolve());
    current.replace(network(disposed, 'b'));
    await second;
    expect(disposed).toEqual([]);
    finish();
    await task;
    expect(disposed).toEqual(['a']);
    current.replace(undefined);
    expect(disposed).toEqual(['a', 'b']);
  });
});
