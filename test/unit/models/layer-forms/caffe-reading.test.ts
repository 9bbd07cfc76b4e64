import {describe, expect, it} from 'vitest';
import {
  fillers,
  isOne,
  noteRates,
  numberOf,
  oneSize,
  sizeOf,
  type RateMultipliers,
} from '../../../../src/models/layer-forms/caffe-reading';
import {parsePrototxt} from '../../../../src/formats/caffe/prototxt';

describe('parameters of a Caffe layer', () => {
  it.each<[string, [number, number] | undefined]>([
    ['kernel_size: 3', [3, 3]],
    ['kernel_size: 3 kernel_size: 5', [3, 5]],
    ['kernel_h: 2 kernel_w: 4', [2, 4]],
    ['kernel_size: -1', [-1, -1]],
    ['kernel_size: 1.5', [1.5, 1.5]],
    ['', undefined],
  ])('reads the size in %j', (text, size) => {
    expect(sizeOf(parsePrototxt(text), 'kernel_size', 'kernel', undefined)).toEqual(size);
  });

  it('takes defaults only where nothing is given: 0 is a value', () => {
    expect(sizeOf({}, 'pad', 'pad', 0)).toEqual([0, 0]);
    expect([numberOf({k: 0}, 'k', 1), numberOf({}, 'k', 1), numberOf({k: 'x'}, 'k', 1)]).toEqual([0, 1, 1]);
    expect([isOne([1, 1]), isOne([1, 2]), oneSize([2, 2]), oneSize([2, 3])]).toEqual([
      true,
      false,
      2,
      [2, 3],
    ]);
  });

  it('keeps the fillers that this library has, and leaves the others to the default', () => {
    const of = (text: string): object => fillers(parsePrototxt(text));
    expect(
      of('weight_filler { type: "gaussian" std: 0.01 } bias_filler { type: "constant" value: 0.1 }'),
    ).toEqual({
      kernelInit: {kind: 'gaussian', stddev: 0.01},
      biasInit: 0.1,
    });
    expect(of('weight_filler { type: "xavier" }')).toEqual({kernelInit: {kind: 'xavier'}});
    expect(of('weight_filler { type: "xavier" variance_norm: AVERAGE }')).toEqual({});
    expect(of('weight_filler { type: "uniform" min: 0 max: 1 }')).toEqual({});
  });

  it('reads rates in both layer forms', () => {
    const rates = (text: string): RateMultipliers => {
      const found: RateMultipliers = {};
      noteRates(
        {name: 'c', type: 'Convolution', bottoms: [], tops: [], parameters: parsePrototxt(text)},
        'c',
        ['kernel', 'bias'],
        found,
      );
      return found;
    };
    const bias = {'c/bias': {learningRate: 2, weightDecay: 0}};
    expect(rates('param { lr_mult: 1 decay_mult: 1 } param { lr_mult: 2 decay_mult: 0 }')).toEqual(bias);
    expect(rates('blobs_lr: 1 blobs_lr: 2 weight_decay: 1 weight_decay: 0')).toEqual(bias);
    expect(rates('param { lr_mult: 0 }')).toEqual({'c/kernel': {learningRate: 0}});
  });
});
