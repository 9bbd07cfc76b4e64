import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {ceilMaxPooling2d} from '../../../src/layers/ceil-max-pooling2d';
import {groupedConv2d} from '../../../src/layers/grouped-conv2d';
import {localResponseNormalization} from '../../../src/layers/local-response-normalization';
import {paddedAveragePooling2d} from '../../../src/layers/padded-average-pooling2d';
import {paddedMaxPooling2d} from '../../../src/layers/padded-max-pooling2d';
import {createModel} from '../../../src/models/create-model';
import {sharedPrefix} from '../../../src/models/shared-prefix';
import {ALEXNET} from '../../../src/presets/networks/alexnet';
import {randomTensor} from '../../support/against-cpu';
import {expectClose} from '../../support/matchers';

beforeAll(() => tf.setBackend('cpu'));

const SIZE = 23;

/** A chain of layers on images of 23 × 23 that ends in two classes. */
function chain(...layers: tfl.layers.Layer[]): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      tfl.layers.inputLayer({inputShape: [SIZE, SIZE, 2]}),
      ...layers,
      tfl.layers.flatten(),
      tfl.layers.dense({units: 2}),
    ],
  });
}

const conv = (args: Partial<Parameters<typeof groupedConv2d>[0]> = {}): tfl.layers.Layer =>
  groupedConv2d({filters: 4, kernelSize: 3, groups: 2, name: 'conv', ...args});

/** Name of the last shared layer, for crops that begin at multiples of so many pixels. */
const boundaryOf = (model: tfl.LayersModel, multiple: number): string | undefined =>
  sharedPrefix(
    model,
    [SIZE, SIZE],
    [
      [0, 0],
      [3 * multiple, multiple],
    ],
  )?.boundary;

const layer = fc.oneof(
  fc
    .record({
      kernel: fc.integer({min: 1, max: 4}),
      stride: fc.integer({min: 1, max: 3}),
      dilated: fc.boolean(),
    })
    .map(
      ({kernel, stride, dilated}) =>
        () =>
          tfl.layers.conv2d({
            filters: 3,
            kernelSize: kernel,
            strides: dilated ? 1 : stride,
            dilationRate: dilated ? 2 : 1,
            activation: 'relu',
          }),
    ),
  fc
    .integer({min: 1, max: 3})
    .map(stride => () => conv({filters: 2, groups: 1, strides: stride, name: undefined})),
  fc.integer({min: 1, max: 3}).map(strides => () => tfl.layers.maxPooling2d({poolSize: 2, strides})),
  fc.integer({min: 1, max: 3}).map(strides => () => ceilMaxPooling2d({poolSize: 3, strides})),
  fc
    .integer({min: 1, max: 3})
    .map(strides => () => paddedAveragePooling2d({poolSize: 3, strides, ceilMode: true})),
  fc.integer({min: 1, max: 2}).map(strides => () => paddedMaxPooling2d({poolSize: 2, strides})),
  fc.constant(() => localResponseNormalization({bias: 1, alpha: 0.3})),
  fc.constant(() => tfl.layers.batchNormalization({betaInitializer: 'ones'})),
  fc.constant(() => tfl.layers.dropout({rate: 0.5})),
);

describe('sharedPrefix', () => {
  it('has the same output for a crop alone as for that region of the whole image, whatever the layers', () => {
    let shared = 0;
    fc.assert(
      fc.property(
        fc.array(layer, {minLength: 1, maxLength: 4}),
        fc.tuple(fc.nat(8), fc.nat(8)),
        fc.constantFrom(1, 2, 3, 4, 6),
        (make, [a, b], multiple) => {
          let model: tfl.LayersModel;
          try {
            model = chain(...make.map(one => one()));
          } catch {
            return; // More layers than the image has room for.
          }
          const [top, left] = [a * multiple, b * multiple];
          const prefix = sharedPrefix(model, [SIZE, SIZE], [[top, left]]);
          tf.tidy(() => {
            if (prefix === undefined) {
              return;
            }
            shared++;
            const image: tf.Tensor4D = randomTensor([1, top + SIZE + 3, left + SIZE + 1, 2], 'image');
            const [height, width] = prefix.size;
            const alone = prefix.apply(tf.slice4d(image, [0, top, left, 0], [1, SIZE, SIZE, 2]));
            const part = tf.slice4d(
              prefix.apply(image),
              [0, top / prefix.stride[0], left / prefix.stride[1], 0],
              [1, height, width, -1],
            );
            expect(alone.shape).toEqual(part.shape);
            expectClose(part.dataSync(), alone.dataSync(), 1e-5);
          });
          model.dispose();
        },
      ),
      {seed: 8, numRuns: 50},
    );
    expect(shared).toBeGreaterThan(20);
  });

  it('ends before a crop that begins between two steps', () => {
    const model = chain(conv({strides: 2}), tfl.layers.maxPooling2d({name: 'pool', poolSize: 2}));
    expect([1, 2, 3, 4].map(multiple => boundaryOf(model, multiple))).toEqual([
      undefined,
      'conv',
      undefined,
      'pool',
    ]);
  });

  it('ends before a window that reaches over the border, and not before one that fits', () => {
    expect(boundaryOf(chain(conv({padding: 'same'})), 2)).toBeUndefined();
    expect(boundaryOf(chain(conv({padding: 1})), 2)).toBeUndefined();
    expect(boundaryOf(chain(conv({padding: 0})), 2)).toBe('conv');
    expect(boundaryOf(chain(conv({padding: 'same', kernelSize: 1})), 2)).toBe('conv');
    // 23 = 3 + 10 · 2, but 2 + 10 · 2 leaves a pixel.
    expect(boundaryOf(chain(ceilMaxPooling2d({name: 'pool', poolSize: 3, strides: 2})), 2)).toBe('pool');
    expect(boundaryOf(chain(ceilMaxPooling2d({name: 'pool', poolSize: 2, strides: 2})), 2)).toBeUndefined();
    expect(boundaryOf(chain(tfl.layers.maxPooling2d({name: 'pool', poolSize: 2, strides: 2})), 2)).toBe(
      'pool',
    );
  });

  it('ends where a network branches, at a layer that is used twice, and at one it does not know', () => {
    const input = tfl.input({shape: [SIZE, SIZE, 2]});
    const first = conv().apply(input) as tfl.SymbolicTensor;
    const branches = [1, 2].map(i => conv({name: `branch${i}`}).apply(first) as tfl.SymbolicTensor);
    const branched = tfl.model({
      inputs: input,
      outputs: tfl.layers.add().apply(branches) as tfl.SymbolicTensor,
    });
    expect(boundaryOf(branched, 1)).toBe('conv');

    const again = tfl.layers.conv2d({name: 'again', filters: 2, kernelSize: 1});
    const twice = again.apply(again.apply(input)) as tfl.SymbolicTensor;
    expect(boundaryOf(tfl.model({inputs: input, outputs: twice}), 1)).toBeUndefined();
    expect(boundaryOf(chain(tfl.layers.zeroPadding2d({padding: 1})), 1)).toBeUndefined();
    expect(boundaryOf(chain(tfl.layers.separableConv2d({filters: 2, kernelSize: 3})), 1)).toBeUndefined();
  });

  it("is SqueezeNet's up to its first branch; AlexNet's crops of 227 in 256 share nothing", () => {
    const corners = [0, 16, 32].map(at => [at, 32 - at] as const);
    expect(
      sharedPrefix(createModel('squeezenet1.1', {classes: 2, seed: 1}), [224, 224], corners),
    ).toMatchObject({
      boundary: 'fire2/squeeze1x1',
      stride: [4, 4],
      size: [55, 55],
    });
    // Without its large dense layers, which crops never share.
    const layers = ALEXNET.layers.filter(({name}) => !/^(fc|drop)[67]/.test(name));
    const alexnet = createModel({...ALEXNET, layers}, {classes: 2, seed: 1});
    expect(sharedPrefix(alexnet, [227, 227], [[29, 14]])).toBeUndefined();
  });
});
