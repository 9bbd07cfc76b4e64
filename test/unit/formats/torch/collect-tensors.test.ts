import {describe, expect, it} from 'vitest';
import {collectTensors} from '../../../../src/formats/torch/collect-tensors';
import {PickleDict} from '../../../../src/formats/pickle/pickle-values';
import {SourceFile} from '../../../../src/formats/source-file';
import {TorchStorage, TorchTensor} from '../../../../src/formats/torch/torch-tensor';
import {expectAlexNetError} from '../../../support/matchers';

const tensor = new TorchTensor(new TorchStorage('0', 'float32', 1), 'float32', 0, [1], [1]);

function dict(items: Record<string, unknown>): PickleDict {
  const result = new PickleDict();
  for (const [key, value] of Object.entries(items)) {
    result.set(key, value);
  }
  return result;
}

function namesIn(root: unknown): string[] {
  return collectTensors(new SourceFile('read', new Uint8Array(0)), root).tensors.map(({name}) => name);
}

describe('collectTensors', () => {
  it('joins keys by dots, as PyTorch does', () => {
    expect(namesIn(dict({'a.b': tensor, c: dict({d: [tensor, 1, tensor]}), e: 'text'}))).toEqual([
      'a.b',
      'c.d.0',
      'c.d.2',
    ]);
    expect(namesIn(tensor)).toEqual(['tensor']);
    expect(namesIn(7)).toEqual([]);
  });

  it.each(['state_dict', 'model_state_dict', 'model', 'net'])('takes only what lies under %s', key => {
    const root = dict({
      optimizer: dict({m: tensor}),
      [key]: dict({w: tensor}),
      epoch: 3,
      arch: 'x',
      ok: true,
    });
    const {tensors, metadata} = collectTensors(new SourceFile('read', new Uint8Array(0)), root);
    expect(tensors.map(({name}) => name)).toEqual(['w']);
    expect(metadata).toEqual({epoch: '3', arch: 'x', ok: 'true'});
  });

  it('takes all where the usual name holds a tensor', () => {
    expect(namesIn(dict({weights: tensor, bias: tensor}))).toEqual(['weights', 'bias']);
  });

  it('lets the last of two equal keys count', () => {
    const root = new PickleDict();
    root.set('w', 1);
    root.set('w', tensor);
    root.set('v', tensor);
    root.set('v', 1);
    root.set(3, tensor);
    root.set([], tensor);
    expect(namesIn(root)).toEqual(['w', '3']);
  });

  it('stops in lists that hold themselves, and in those that double at each level', async () => {
    const circle: unknown[] = [];
    circle.push(circle);
    await expectAlexNetError(() => namesIn(circle), 'bad-weights', 'nested too deep');
    let bomb: unknown[] = [tensor];
    for (let i = 0; i < 30; i++) {
      bomb = [bomb, bomb];
    }
    await expectAlexNetError(() => namesIn(bomb), 'bad-weights', 'far more memory');
  });
});
