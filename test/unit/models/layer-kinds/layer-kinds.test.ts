import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import * as tfl from '@tensorflow/tfjs-layers';
import {buildModel} from '../../../../src/models/build-model';
import {describeModel} from '../../../../src/models/describe-model';
import {
  kindOf,
  LAYER_KINDS,
  LAYER_TRAITS,
  makeLayer,
  PRESET_KINDS,
  traitsOf,
  weightRole,
} from '../../../../src/models/layer-kinds/layer-kinds';
import {ALEXNET_MINI} from '../../../../src/presets/networks/alexnet-mini';
import type {LayerRow, Preset} from '../../../../src/presets/preset';
import {PRESETS} from '../../../../src/presets/presets';
import {CASES} from '../../../conformance/cases/index';
import {OP_OF_KIND} from '../../../conformance/cases/kinds';
import {expectAlexNetError} from '../../../support/matchers';
import {saveAndLoad} from '../../../support/save-and-load';

/** Every kind of row, each in the forms that become different layers. */
const EVERY_KIND: LayerRow[] = [
  {kind: 'conv', name: 'conv', filters: 4, kernelSize: 3, padding: 'same', activation: 'relu'},
  {kind: 'conv', name: 'grouped', filters: 4, kernelSize: [3, 1], strides: [1, 2], padding: 1, groups: 2},
  {kind: 'conv', name: 'dilated', filters: 4, kernelSize: 3, padding: 'same', dilation: 2, useBias: false},
  {kind: 'batchNorm', name: 'bn', affine: false},
  {kind: 'scale', name: 'scale'},
  {kind: 'scale', name: 'shift', useScale: false},
  {kind: 'activation', name: 'relu', activation: 'relu'},
  {kind: 'leakyRelu', name: 'leaky', alpha: 0.1},
  {kind: 'elu', name: 'elu'},
  {kind: 'prelu', name: 'prelu', sharedAxes: [1, 2]},
  {kind: 'power', name: 'power', power: 2, scale: 0.5, shift: 1},
  {kind: 'lrn', name: 'lrn', depthRadius: 2, bias: 1, alpha: 1e-4, beta: 0.75},
  {kind: 'spatialLrn', name: 'spatial', size: 3, alpha: 5e-5, beta: 0.75},
  {kind: 'avgPool', name: 'average', poolSize: 2, strides: 1},
  {kind: 'avgPool', name: 'average-ceil', poolSize: 3, strides: 2, ceilMode: true},
  {
    kind: 'zeroPad',
    name: 'pad',
    padding: [
      [1, 0],
      [0, 2],
    ],
  },
  {kind: 'deconv', name: 'deconv', filters: 5, kernelSize: [3, 2], strides: 2},
  {kind: 'deconv', name: 'deconv-groups', filters: 5, kernelSize: 1, groups: 5},
  {
    kind: 'crop',
    name: 'crop',
    cropping: [
      [1, 2],
      [0, 1],
    ],
  },
  {kind: 'slice', name: 'slice', begin: 1, size: 4},
  {kind: 'maxPool', name: 'max-pair', poolSize: 3, strides: 2, padding: [1, 0]},
  {kind: 'maxPool', name: 'max', poolSize: 2, strides: 1},
  {kind: 'maxPool', name: 'max-padded', poolSize: 3, strides: 1, padding: 1},
  {kind: 'maxPool', name: 'max-ceil', poolSize: 3, strides: 1, padding: 1, ceilMode: true, from: 'max'},
  {kind: 'eltwise', name: 'sum', operation: 'sum', from: ['max-padded', 'max-ceil']},
  {kind: 'eltwise', name: 'product', operation: 'product', from: ['max', 'sum']},
  {kind: 'eltwise', name: 'largest', operation: 'max', from: ['max', 'product']},
  {kind: 'concat', name: 'concat', from: ['sum', 'largest']},
  {kind: 'globalAvgPool', name: 'global-average'},
  {kind: 'globalMaxPool', name: 'global-max', from: 'concat'},
  {kind: 'instanceNorm', name: 'instance', from: 'concat'},
  {kind: 'pointwise', name: 'clip', function: 'clip', alpha: 0, beta: 6},
  {kind: 'arithmetic', name: 'add', operation: 'add', shape: [1, 1, 1]},
  {kind: 'select', name: 'rows', axis: 0, indices: [0, 1]},
  {kind: 'axisProduct', name: 'mix', axis: 0, matrix: [[1, 1]]},
  {
    kind: 'pad',
    name: 'border',
    padding: [
      [1, 0],
      [0, 0],
      [0, 0],
    ],
    value: 1,
  },
  {kind: 'permute', name: 'permuted', order: [2, 0, 1]},
  {kind: 'reduce', name: 'reduce', operation: 'max'},
  {kind: 'reshape', name: 'line', shape: [16]},
  {kind: 'flatten', name: 'flat', from: 'concat'},
  {kind: 'concat', name: 'both', from: ['global-average', 'global-max', 'flat', 'line']},
  {kind: 'dense', name: 'fc', units: 6, activation: 'tanh', useBias: false},
  {kind: 'dropout', name: 'drop', rate: 0.2},
  {kind: 'dense', name: 'last', units: 'classes'},
  {kind: 'softmax', name: 'prob'},
];
const TABLE: Preset = {
  ...ALEXNET_MINI,
  id: 'every-kind',
  inputShape: [12, 14, 3],
  classes: 3,
  layers: EVERY_KIND,
};

describe('LAYER_KINDS', () => {
  it('builds every kind of row as the class and with the sizes that describeModel states', () => {
    expect(new Set(EVERY_KIND.map(({kind}) => kind))).toEqual(new Set(Object.keys(LAYER_KINDS)));
    const model = buildModel(TABLE, {seed: 1});
    const byName = (layers: {name: string}[]): object =>
      Object.fromEntries(layers.map(layer => [layer.name, layer]));
    expect(byName(describeModel(model).layers)).toEqual(byName(describeModel(TABLE).layers));
    expect(describeModel(model).parameters).toBe(describeModel(TABLE).parameters);
    model.dispose();
  });

  it('makes a network that survives saving and loading', async () => {
    const model = buildModel(TABLE, {seed: 1});
    const x = tf.randomUniform([2, 12, 14, 3], -1, 1, 'float32', 7);
    const y = (model.predict(x) as tf.Tensor).dataSync();
    const loaded = await saveAndLoad(model);
    expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([...y]);
    x.dispose();
    model.dispose();
    loaded.dispose();
  });

  it('has the kinds of the presets in PRESET_KINDS, and no other', () => {
    const used = Object.values(PRESETS).flatMap(({layers}) => layers.map(({kind}) => kind));
    expect(Object.keys(PRESET_KINDS).sort()).toEqual([...new Set(used)].sort());
  });

  it('has a case in the conformance suite for every kind', () => {
    const ops = new Set(CASES.map(({op}) => op));
    expect(Object.entries(OP_OF_KIND).filter(([, op]) => !ops.has(op))).toEqual([]);
  });

  it('refuses a kind that there is not, and names the nearest', async () => {
    const row = {kind: 'convolution', name: 'a'} as unknown as LayerRow;
    await expectAlexNetError(() => kindOf(row), 'bad-argument', 'kind = "convolution"', 'globalMaxPool');
    const misspelt = {kind: 'maxPol', name: 'a'} as unknown as LayerRow;
    await expectAlexNetError(() => kindOf(misspelt), 'bad-argument', 'did you mean "maxPool"?');
  });

  it('has each layer class in one kind', () => {
    const classes = Object.values(LAYER_TRAITS).flatMap(({classes: names}) => Object.keys(names));
    expect(classes).toEqual([...new Set(classes)]);
  });

  it('says which rows join several', () => {
    const joining = EVERY_KIND.filter(row => Array.isArray(row.from));
    expect(EVERY_KIND.filter(row => kindOf(row).joins)).toEqual(joining);
  });
});

/** Layers of the stock classes and of this library's, by class name, that take one input of any rank. */
const MAKERS: Record<string, () => tfl.layers.Layer> = {
  Activation: () => tfl.layers.activation({activation: 'tanh'}),
  ReLU: () => tfl.layers.reLU({maxValue: 1}),
  LeakyReLU: () => tfl.layers.leakyReLU(),
  PReLU: () => tfl.layers.prelu({alphaInitializer: 'randomNormal'}),
  ELU: () => tfl.layers.elu(),
  ThresholdedReLU: () => tfl.layers.thresholdedReLU(),
  Softmax: () => tfl.layers.softmax({axis: -1}),
  Dropout: () => tfl.layers.dropout({rate: 0.5}),
  SpatialDropout1D: () => tfl.layers.spatialDropout1d({rate: 0.5}),
  AlphaDropout: () => tfl.layers.alphaDropout({rate: 0.5}),
  GaussianDropout: () => tfl.layers.gaussianDropout({rate: 0.5}),
  GaussianNoise: () => tfl.layers.gaussianNoise({stddev: 1}),
  BatchNormalization: () => tfl.layers.batchNormalization({}),
  Flatten: () => tfl.layers.flatten(),
  Dense: () => tfl.layers.dense({units: 6}),
  ZeroPadding2D: () => tfl.layers.zeroPadding2d({}),
  MaxPooling2D: () => tfl.layers.maxPooling2d({poolSize: 2}),
  AveragePooling2D: () => tfl.layers.averagePooling2d({poolSize: 2}),
  GlobalAveragePooling2D: () => tfl.layers.globalAveragePooling2d({}),
  Conv2D: () => tfl.layers.conv2d({filters: 3, kernelSize: 2}),
};
for (const row of EVERY_KIND.filter(({from}) => !Array.isArray(from))) {
  MAKERS[kindOf(row).className(row)] ??= () =>
    makeLayer(row, {
      init: {kernel: {kind: 'xavier'}, bias: 0},
      classes: 3,
      dropout: 0.5,
      weightDecay: 0,
      seed: 1,
    });
}

/** What a layer makes of values of this shape; undefined where it does not take them. */
function applied(make: () => tfl.layers.Layer, x: tf.Tensor, training: boolean): number[] | undefined {
  try {
    return Array.from((make().apply(x, {training}) as tf.Tensor).dataSync());
  } catch {
    return undefined;
  }
}

describe('traitsOf', () => {
  const ROW = tf.randomNormal([1, 48], 0, 1, 'float32', 3);
  const IMAGE = tf.reshape(ROW, [1, 4, 4, 3]);

  it.each(Object.keys(MAKERS))('tells the truth about %s', name => {
    const make = MAKERS[name]!;
    const {isRandom, keepsOrder, isPointwise, movesStatistics} = traitsOf(name);
    // Spatial dropout draws one value per channel: 48 of them are not drawn alike twice.
    for (const x of name === 'SpatialDropout1D' ? [tf.reshape(ROW, [1, 1, 48])] : [IMAGE, ROW]) {
      const layer = make();
      const twice = [1, 2].map(() => applied(() => layer, x, true));
      if (twice[0] === undefined) {
        continue;
      }
      // Random: two training steps differ; in prediction nothing happens.
      expect(String(twice[0]) !== String(twice[1])).toBe(isRandom === true);
      if (isRandom) {
        expect(applied(() => layer, x, false)).toEqual(Array.from(x.dataSync()));
      }
      // Statistics: training changes the predictions.
      const fresh = make();
      const before = applied(() => fresh, x, false);
      applied(() => fresh, x, true);
      expect(String(applied(() => fresh, x, false)) !== String(before)).toBe(movesStatistics === true);
    }
    // Order: a reversed row comes out reversed, with its weights reversed.
    const layer = make();
    const y = applied(() => layer, ROW, false);
    if (y?.length === 48) {
      const weights = layer.weights.map(weight => weight.read());
      const isPerValue = weights.every(({shape}) => shape.join() === '48');
      if (isPerValue) {
        layer.setWeights(weights.map(weight => tf.reverse(weight)));
      }
      const reversed = applied(() => layer, tf.reverse(ROW, 1), false);
      expect(isPerValue && String(reversed?.reverse()) === String(y)).toBe(keepsOrder === true);
    }
    // Pixels: the image with its pixels reversed comes out so.
    const pixels = make();
    const seen = applied(() => pixels, IMAGE, false);
    if (isPointwise && name !== 'SpatialDropout1D') {
      const turned = tf.tensor(
        applied(() => pixels, tf.reverse(IMAGE, [1, 2]), false)!,
        [1, 4, 4, 3],
      );
      expect(Array.from(tf.reverse(turned, [1, 2]).dataSync())).toEqual(seen);
    }
  });

  it('knows every class that is made here, and has no traits for others', () => {
    for (const row of EVERY_KIND) {
      expect(LAYER_TRAITS[row.kind].classes).toHaveProperty(kindOf(row).className(row));
    }
    expect(traitsOf('LSTM')).toEqual({});
    expect(traitsOf('toString')).toEqual({});
  });
});

describe('weightRole', () => {
  it('depends on the last segment of the name', () => {
    expect(['a/kernel', 'b/c/bias', 'gamma', 'n/moving_variance', 'x/odd'].map(weightRole)).toEqual([
      'kernel',
      'bias',
      'scale',
      'variance',
      undefined,
    ]);
  });
});
