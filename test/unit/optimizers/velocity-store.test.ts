import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {VelocityStore} from '../../../src/optimizers/velocity-store';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';

const variable = (name: string, length = 2): tf.Variable => tf.variable(tf.zeros([length]), true, name);
const plain = (store: VelocityStore): [string, number[]][] =>
  store.entries().map(({name, tensor}) => [name, Array.from(tensor.dataSync())]);

describe('VelocityStore', () => {
  it('knows nothing of a variable that it has not seen', () => {
    expect(new VelocityStore().get(variable('a/w'))).toBe(undefined);
  });

  it('returns what was set and frees the previous value', async () => {
    const store = new VelocityStore();
    const w = variable('b/w');
    store.set(w, tf.tensor1d([1, 2]));
    await expectNoLeak(() => {
      store.set(w, tf.tensor1d([3, 4]));
    });
    expect(Array.from(store.get(w)!.dataSync())).toEqual([3, 4]);
  });

  it('names entries without the number of the variable, unless two would share a name', () => {
    const store = new VelocityStore();
    store.set(variable('c/w_1'), tf.tensor1d([1, 1]));
    expect(plain(store)).toEqual([['c/w', [1, 1]]]);
    store.set(variable('c/w'), tf.tensor1d([2, 2]));
    expect(plain(store)).toEqual([
      ['c/w_1', [1, 1]],
      ['c/w', [2, 2]],
    ]);
  });

  it('assigns restored tensors to the variable of the full name first, then without its number', () => {
    const store = new VelocityStore();
    store.replace([
      {name: 'd/w', tensor: tf.tensor1d([1, 1])},
      {name: 'd/w_1', tensor: tf.tensor1d([2, 2])},
    ]);
    expect(Array.from(store.get(variable('d/w_1'))!.dataSync())).toEqual([2, 2]);
    expect(Array.from(store.get(variable('d/w_7'))!.dataSync())).toEqual([1, 1]);
    expect(store.get(variable('d/w'))).toBe(undefined);
  });

  it('keeps what no variable has asked for among its entries', () => {
    const store = new VelocityStore();
    store.replace([{name: 'e/w', tensor: tf.tensor1d([1, 1])}]);
    expect(plain(store)).toEqual([['e/w', [1, 1]]]);
  });

  it('forgets a variable that was disposed, even if another takes its name', () => {
    const store = new VelocityStore();
    const w = variable('f/w');
    store.set(w, tf.tensor1d([1, 1]));
    w.dispose();
    expect(plain(store)).toEqual([]);
    expect(store.get(variable('f/w'))).toBe(undefined);
  });

  it('refuses a restored tensor of another shape', async () => {
    const store = new VelocityStore();
    store.replace([{name: 'g/w', tensor: tf.tensor1d([1, 1, 1])}]);
    await expectAlexNetError(
      () => store.get(variable('g/w')),
      'bad-weights',
      'shape [3]',
      'shape [2]',
      'same layers',
    );
  });

  it('copies what it restores and frees it when it is replaced', async () => {
    const store = new VelocityStore();
    const tensor = tf.tensor1d([1, 1]);
    await expectNoLeak(() => {
      store.replace([{name: 'h/w', tensor}]);
      store.replace([]);
    });
    expect(tensor.isDisposed).toBe(false);
  });

  it('can be replaced by its own entries', () => {
    const store = new VelocityStore();
    store.set(variable('i/w'), tf.tensor1d([5, 6]));
    store.replace(store.entries());
    expect(plain(store)).toEqual([['i/w', [5, 6]]]);
  });
});
