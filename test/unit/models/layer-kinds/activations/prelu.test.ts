import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {networkFromOnnx} from '../../../../../src/definitions/onnx/network-from-onnx';
import {parseOnnx} from '../../../../../src/formats/onnx/parse-onnx';
import {writeOnnx} from '../../../../../src/weights/write-onnx';
import {onnxModel, onnxNode} from '../../../../support/onnx-graph';
import {networkFromCaffe} from '../../../../../src/definitions/caffe/network-from-caffe';
import {caffeModel} from '../../../../support/caffe-model';
import {expectAlexNetError} from '../../../../support/matchers';
import {expectAsPlanned, planOf} from '../../../../support/planned-row';

describe('prelu', () => {
  it('has one slope per value, per channel or for all', () => {
    expect(planOf({kind: 'prelu', name: 'p'}, [2, 3, 4]).parameters).toBe(24);
    expectAsPlanned({kind: 'prelu', name: 'p', sharedAxes: [1, 2]}, [2, 3, 4]);
    expect(planOf({kind: 'prelu', name: 'p', sharedAxes: [1, 2]}, [2, 3, 4]).parameters).toBe(4);
    expectAsPlanned({kind: 'prelu', name: 'p', sharedAxes: [1]}, [7]);
  });

  it('refuses an axis that is none', async () => {
    await expectAlexNetError(
      () => planOf({kind: 'prelu', name: 'p', sharedAxes: [4]}, [2, 3, 4]),
      'bad-argument',
      'sharedAxes',
    );
  });

  it("has Caffe's slopes, in the order of a flattened image too", () => {
    const input = 'input: "data" input_dim: 1 input_dim: 2 input_dim: 1 input_dim: 2';
    const run = (layers: string, slopes: number[]): number[] => {
      const weights = caffeModel([{name: 'p', type: 'PReLU', shapes: [[slopes.length]]}]);
      weights.layers[0]!.blobs[0]!.data.set(slopes);
      const {model} = networkFromCaffe(`${input} ${layers}`, {weights});
      const y = model.predict(tf.tensor4d([-1, -1, -1, 2], [1, 1, 2, 2])) as tf.Tensor;
      return [...y.dataSync()];
    };
    const prelu = (bottom: string, more = ''): string =>
      `layer { name: "p" type: "PReLU" bottom: "${bottom}" top: "p" ${more} }`;
    expect(run(prelu('data'), [10, 20])).toEqual([-10, -20, -10, 2]);
    expect(run(prelu('data', 'prelu_param { channel_shared: true }'), [10])).toEqual([-10, -10, -10, 2]);
    // Caffe flattens channels first: both pixels of channel 0, then those of channel 1.
    const flat = 'layer { name: "f" type: "Flatten" bottom: "data" top: "f" }';
    expect(run(flat + prelu('f'), [1, 2, 3, 4])).toEqual([-1, -3, -2, 2]);
  });

  it.each([
    [[], [1, 1, 1]],
    [
      [2, 1, 1],
      [1, 1, 2],
    ],
    [
      [1, 2, 3],
      [2, 3, 1],
    ],
    [
      [2, 2, 3],
      [2, 3, 2],
    ],
  ])("is one layer for ONNX's slopes [%j], and the same written again", async (shape, own) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const slopes = Float32Array.from({length: count}, (_, i) => i + 1);
    const graph = onnxModel(
      [onnxNode('PRelu', 'p', ['x', 's'], {})],
      [{name: 's', shape, data: slopes}],
      ['N', 2, 2, 3],
    );
    const {model, table} = networkFromOnnx(graph);
    expect(table.layers.map(({kind}) => kind)).toEqual(['prelu']);
    expect(model.weights.map(weight => weight.shape)).toEqual([own]);
    const x = tf.fill([1, 2, 3, 2], -1);
    // The place of a value in the graph, channels first, whose slope it has.
    const expected = Array.from({length: 12}, (_, i) => {
      const [channel, column, row] = [i % 2, Math.floor(i / 2) % 3, Math.floor(i / 6)];
      const sizes = [...[1, 1, 1].slice(shape.length), ...shape];
      const steps = [sizes[1]! * sizes[2]!, sizes[2]!, 1];
      const place = [channel, row, column].reduce(
        (sum, at, axis) => sum + (sizes[axis] === 1 ? 0 : at * steps[axis]!),
        0,
      );
      return -slopes[place]!;
    });
    expect([...(model.predict(x) as tf.Tensor).dataSync()]).toEqual(expected);
    const again = networkFromOnnx(parseOnnx(await writeOnnx(model)), {inputShape: [2, 3, 2]}).model;
    expect([...(again.predict(x) as tf.Tensor).dataSync()]).toEqual(expected);
  });
});
