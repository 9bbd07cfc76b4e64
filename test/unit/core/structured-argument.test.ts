import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {show} from '../../../src/core/check';
import {requireFields} from '../../../src/core/structured-argument';
import {CeilMaxPooling2D} from '../../../src/layers/ceil-max-pooling2d';
import {ChannelScale} from '../../../src/layers/channel-scale';
import {PaddedAveragePooling2D} from '../../../src/layers/padded-average-pooling2d';
import {PaddedMaxPooling2D} from '../../../src/layers/padded-max-pooling2d';
import {SpatialResponseNormalization} from '../../../src/layers/spatial-response-normalization';
import {StallMonitor} from '../../../src/schedules/stall-monitor';
import {benchmarkModel} from '../../../src/training/benchmark-model';
import {cropImages} from '../../../src/augmentation/crop-window';
import {encodeNpy} from '../../../src/formats/numpy/encode-npy';
import {exportWeights} from '../../../src/weights/export-weights';
import {flipLeftRight} from '../../../src/augmentation/random-flip-left-right';
import {gatherGallery} from '../../../src/visualize/gallery-data';
import {linearBaseline} from '../../../src/evaluation/linear-baseline';
import {logitsModel} from '../../../src/models/logits-model';
import {neighborAgreement} from '../../../src/evaluation/nearest-rows';
import {scheduleFromConfig} from '../../../src/schedules/schedule-from-config';
import {splitPhotos} from '../../../src/data/split-photos';
import {trainingTransform} from '../../../src/augmentation/batch-transform';
import {writeGallery} from '../../../src/visualize/gallery.node.js';
import {writeNpz} from '../../../src/weights/write-npz';
import * as universal from '../../../src/index';
import * as node from '../../../src/node';
import {AlexNetError} from '../../../src/errors';
import {expectAlexNetError} from '../../support/matchers';
import {smallNetwork} from '../../support/small-network';
import {TINY_PREPROCESSING as preprocessing} from '../../support/tiny-run';

type Call = (...args: unknown[]) => unknown;
/** Used by the command, and checked alike. */
const internal = {
  CeilMaxPooling2D,
  ChannelScale,
  PaddedAveragePooling2D,
  PaddedMaxPooling2D,
  SpatialResponseNormalization,
  StallMonitor,
  benchmarkModel,
  cropImages,
  encodeNpy,
  exportWeights,
  flipLeftRight,
  gatherGallery,
  linearBaseline,
  logitsModel,
  neighborAgreement,
  scheduleFromConfig,
  splitPhotos,
  trainingTransform,
  writeNpz,
};
const {index, node: inNode} = {
  index: {...universal, ...internal},
  node: {...node, writeGallery},
} as unknown as Record<'index' | 'node', Record<string, Call>>;

/** What JavaScript hands in where something else belongs. */
const RUBBISH = [undefined, null, 'a/path', 42, NaN, true, Promise.resolve({})];
const call = (entry: Record<string, Call>, name: string, args: unknown[]): unknown =>
  /^[A-Z]/.test(name) ? Reflect.construct(entry[name] as never, args) : entry[name]?.(...args);
/** The keys of the result of `gatherGallery`. */
const GALLERY = {classes: [], count: 0, predictions: [], nearest: {}, activations: {}, occlusions: []};
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

describe('requireFields', () => {
  const argument = {what: 'a box', fields: ['width', 'height'], fix: 'pass box(1, 2)'};
  const require = (value: unknown): boolean => {
    requireFields('pack', 'box', value, argument);
    return true;
  };

  it('passes what has the fields, and falsy values of them', () => {
    expect(require({width: 0, height: null, more: 1})).toBe(true);
  });

  it.each([
    [undefined, 'box = undefined'],
    ['a', 'box = "a"'],
    [NaN, 'box = NaN'],
    [() => 1, 'box = function'],
    [[1, 2], 'box = an array of 2, without width, height'],
    [{}, 'box = {}, without width, height'],
    [{width: 1, depth: 2}, 'box = {width, depth}, without height'],
  ])('says of %j what was expected, what came and what to type', async (value, received) => {
    await expectAlexNetError(
      () => {
        require(value);
      },
      'bad-argument',
      'pack: box is not a box.',
      'expected: box: a box, with width, height',
      `received: ${received}`,
      'fix: pass box(1, 2)',
    );
  });

  it('knows a promise that nobody waited for', async () => {
    await expectAlexNetError(
      () => {
        require(Promise.resolve({width: 1, height: 2}));
      },
      'bad-argument',
      'a Promise',
      'await box',
    );
  });
});

describe('public functions', () => {
  const model = smallNetwork();
  const pictures = tf.zeros([1, 32, 32, 3]);
  const source = universal.tensorSource(new Uint8Array(32 * 32 * 3), [0], ['cat'], {imageShape: [32, 32, 3]});

  it.each([
    ...[
      ...['activationMaps', 'benchmarkModel', 'evaluateModel', 'exportWeights', 'extractFeatures'],
      ...['featureExtractor', 'gatherGallery', 'logitsModel', 'loadWeights', 'occlusionMap'],
      ...['predictImages', 'tenCropPredict', 'train', 'writeNpz', 'writeOnnx', 'writeSafetensors'],
      ...['centerCrop', 'cropImages', 'subtractMean', 'tenCrop', 'flipLeftRight', 'randomCrop'],
      ...['computeMean', 'splitPhotos', 'createModel', 'loadPretrained', 'describeModel', 'tensorSource'],
      ...['evaluationTransform', 'trainingTransform'],
    ].map(name => [name, [], index] as const),
    ...['exportModel', 'openModel', 'openPhotos', 'photoFolder', 'trainOnPhotos', 'downloadPretrained'].map(
      name => [name, [], inNode] as const,
    ),
    ...['activationMaps', 'featureExtractor', 'loadWeights', 'occlusionMap', 'train', 'tenCropPredict'].map(
      name => [name, [model], index] as const,
    ),
    ...['evaluateModel', 'predictImages', 'extractFeatures', 'gatherGallery'].flatMap(name => [
      [name, [model], index] as const,
      [name, [model, source], index] as const,
      [name, [model, source, {}], index] as const,
    ]),
    ['train', [model, {}], index] as const,
    ['train', [model, {data: source}], index] as const,
    ['train', [model, {data: 'photos', preprocessing}], index] as const,
    ['trainOnPhotos', [{data: 'photos'}], inNode] as const,
    ['trainOnPhotos', [{data: 'photos', out: 1}], inNode] as const,
    ['activationMaps', [model, 'conv1'], index] as const,
    ['tenCropPredict', [model, pictures], index] as const,
    ['exportModel', [model], inNode] as const,
    ['exportModel', [model, 'runs/a'], inNode] as const,
    ['openPhotos', [{photos: [], classes: [], skipped: []}], inNode] as const,
    ['tenCrop', [pictures], index] as const,
    ['randomCrop', [pictures, 16], index] as const,
    ['randomFlipLeftRight', [pictures], index] as const,
    ['randomResizedCrop', [pictures, 16], index] as const,
    ['trainingTransform', [preprocessing], index] as const,
    ...[
      'compressDense',
      'encodePng',
      'nearestRows',
      'neighborAgreement',
      'linearBaseline',
      'firstFilters',
    ].map(name => [name, [], index] as const),
    ...['encodeNpy', 'stepSchedule', 'polynomialSchedule', 'cosineSchedule'].map(
      name => [name, [], index] as const,
    ),
    ...['withWarmup', 'scheduleFromConfig', 'groupedConv2d', 'GroupedConv2D', 'PlateauSchedule'].map(
      name => [name, [], index] as const,
    ),
    ...['StallMonitor', 'PcaColorJitter', 'ModelCheckpoint', 'TensorBoard'].map(
      name => [name, [], index] as const,
    ),
    ['writeGallery', [], inNode] as const,
    ['writeGallery', ['images'], inNode] as const,
    ['writeGallery', ['images', GALLERY], inNode] as const,
    ['compressDense', [model], index] as const,
    ['firstFilters', [model], index] as const,
    ['encodeNpy', [Float32Array.of(1)], index] as const,
    ['nearestRows', [{values: Float32Array.of(1), shape: [1, 1]}], index] as const,
    ['neighborAgreement', [{values: Float32Array.of(1), shape: [1, 1]}], index] as const,
    ['linearBaseline', [{images: new Uint8Array(1), labels: Int32Array.of(0), imageShape: [1, 1, 1]}], index],
    ['scheduleFromConfig', [{kind: 'constant'}], index] as const,
  ] as const)('%s refuses wrong arguments after %# and says what to pass', async (name, before, entry) => {
    for (const value of RUBBISH) {
      let thrown: unknown;
      try {
        await call(entry, name, [...before, value]);
      } catch (error) {
        thrown = error;
      }
      // What takes a path or a name may take this one; then the fault is that nothing is there.
      expect(thrown, `${name} of ${show(value)}: ${String(thrown)}`).toBeInstanceOf(AlexNetError);
      expect((thrown as AlexNetError).fix).toMatch(/\w/);
    }
  });

  it.each([
    ...['LocalResponseNormalization', 'steppedDropout', 'CeilMaxPooling2D', 'PaddedMaxPooling2D'],
    ...['PaddedAveragePooling2D', 'SpatialResponseNormalization', 'ChannelScale', 'MomentumSGD'],
    ...['gaussian', 'truncatedGaussian', 'xavier', 'msra', 'ReduceLROnPlateau', 'StallDetector'],
  ])('%s takes no arguments, and says of wrong ones what to pass', async name => {
    expect(call(index, name, [])).toBeTypeOf('object');
    for (const value of RUBBISH.filter(one => one !== undefined)) {
      await expectAlexNetError(
        () => call(index, name, [value]),
        'bad-argument',
        // The layer, also where only its function is public.
        name === 'steppedDropout' ? 'SteppedDropout' : name,
        'args is not an object with the arguments',
        value instanceof Promise ? 'await args' : 'pass an object: {',
      );
    }
  });

  it.each([
    ['encodePng', 'data = "abc"', [{width: 1, height: 1, data: 'abc'}]],
    ['encodePng', 'data = undefined', [{width: 1, height: 1}]],
    ['encodeNpy', 'data = an array of 2', [[1, 2], [2]]],
    ['nearestRows', 'features.values = an array of 1', [{values: [1], shape: [1, 1]}, 0, 1]],
    ['nearestRows', 'features.shape.length = 1', [{values: new Float32Array(1), shape: [1]}, 0, 1]],
    ['compressDense', 'ranks = null', [model, {ranks: null}]],
    ['compressDense', 'images = "a.jpg"', [model, {ranks: {fc6: 1}, images: 'a.jpg'}]],
    ['firstFilters', 'preprocessing = {}, without channelOrder', [model, {}]],
    [
      'linearBaseline',
      'training.images = an array of 0',
      [
        {images: [], labels: [], imageShape: [1]},
        {images: [], labels: []},
      ],
    ],
    [
      'linearBaseline',
      'validation = {}',
      [{images: new Uint8Array(1), labels: Int32Array.of(0), imageShape: [1]}, {}],
    ],
  ])('%s says that it received %s', async (name, received, args) => {
    await expectAlexNetError(() => call(index, name, args), 'bad-argument', `received: ${received}`, 'fix: ');
  });

  it('names the tensor of a record that is none', async () => {
    await expectAlexNetError(
      () => index.loadWeights?.(model, {'conv1/kernel': 1}),
      'bad-argument',
      'source["conv1/kernel"] = 1',
      'pass tensors by the names',
    );
  });

  it.each(RUBBISH.filter(value => value !== undefined && !isObject(value)).map(value => [value]))(
    'createAlexNet refuses %j for its options',
    async value => {
      await expectAlexNetError(() => index.createAlexNet?.(value), 'bad-argument', 'createAlexNet');
    },
  );
});
