import {describe, expect, it} from 'vitest';
import {PickleDict, PickleForeign} from '../../../../src/formats/pickle/pickle-values';
import {SourceFile} from '../../../../src/formats/source-file';
import {countTensors, findWeights} from '../../../../src/formats/torch/find-weights';
import {TorchStorage, TorchTensor} from '../../../../src/formats/torch/torch-tensor';

const file = new SourceFile('read', new Uint8Array(0));
const tensor = new TorchTensor(new TorchStorage('0', 'float32', 1), 'float32', 0, [1], [1]);

function dict(items: Record<string, unknown>): PickleDict {
  const made = new PickleDict();
  Object.entries(items).forEach(([key, value]) => {
    made.set(key, value);
  });
  return made;
}

const weights = dict({'conv.weight': tensor});
const optimizer = dict({state: dict({0: dict({m: tensor})})});

describe('findWeights', () => {
  it.each(['net_state_dict', 'model_dict', 'G_state_dict', 'my_net', 'weights_only', 'backbone'])(
    'finds the only dict with tensors beside the optimizer, under %s',
    key => {
      expect(findWeights(file, dict({epoch: 1, optimizer, [key]: weights}))).toBe(weights);
    },
  );

  it('looks through several wrappers', () => {
    expect(findWeights(file, dict({checkpoint: dict({'m.x': 1, net_state: weights}), epoch: 1}))).not.toBe(
      weights,
    );
    expect(findWeights(file, dict({state_dict: dict({model: weights})}))).toBe(weights);
  });

  it('keeps dicts that are parts of one network together', () => {
    const layers = dict({conv1: dict({weight: tensor, bias: tensor}), fc: dict({weight: tensor})});
    expect(findWeights(file, layers)).toBe(layers);
    const parts = dict({backbone: weights, head: dict({'fc.weight': tensor})});
    expect(findWeights(file, parts)).toBe(parts);
    const one = dict({conv1: dict({weight: tensor})});
    expect(findWeights(file, one)).toBe(one);
  });

  it('does not take the optimizer for the network where the model is an object', () => {
    const model = new PickleForeign('a.Net');
    expect(findWeights(file, dict({model, optimizer}))).toBe(model);
  });
});

describe('countTensors', () => {
  it('counts each object once, also where they refer to one another', () => {
    const circle = dict({a: tensor, b: tensor});
    circle.set('self', [circle]);
    expect(countTensors(file, circle)).toBe(1);
    expect(countTensors(file, [null, 7, 'a'])).toBe(0);
  });
});
