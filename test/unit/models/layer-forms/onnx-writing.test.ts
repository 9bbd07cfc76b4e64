import {describe, expect, it} from 'vitest';
import {
  sizesOf,
  windowFields,
  writeActivation,
  writePool,
  writeWeighted,
  type OnnxGraphWriter,
} from '../../../../src/models/layer-forms/onnx-writing';
import type {TracedLayer} from '../../../../src/models/trace-model';
import {expectAlexNetError} from '../../../support/matchers';

const layer = (config: TracedLayer['config'], fields: Partial<TracedLayer> = {}): TracedLayer => ({
  name: 'l',
  type: 'Conv2D',
  config,
  inputs: ['data'],
  inputShapes: [[8, 7, 2]],
  outputShape: [4, 4, 2],
  weights: [],
  ...fields,
});

/** A graph that notes each operation as `output = operator(inputs)`. */
function notingGraph(): {graph: OnnxGraphWriter; notes: string[]} {
  const notes: string[] = [];
  const graph: OnnxGraphWriter = {
    alias: (name, value) => notes.push(`${name} is ${value}`),
    add: (operator, output, inputs) => {
      notes.push(`${output} = ${operator}(${inputs.join(', ')})`);
      return output;
    },
    weight: name => name,
    constant: name => name,
    integers: name => name,
    isTransposed: () => false,
    spread: (name: string) => name,
  };
  return {graph, notes};
}

describe('windowFields', () => {
  it('writes a border in pixels, that of "same" with more behind than before', () => {
    const config = {strides: [2, 2], padding: 'same'};
    expect(windowFields(layer(config), [3, 3]).pads).toEqual({ints: [0, 1, 1, 1]});
    expect(windowFields(layer({strides: [2, 2], padding: 1}), [3, 3]).pads).toEqual({ints: [1, 1, 1, 1]});
    expect(windowFields(layer({strides: [2, 2], padding: 'valid'}), [3, 3]).pads).toEqual({
      ints: [0, 0, 0, 0],
    });
  });

  it('steps by the window where there is no stride, and names dilations that are not 1', () => {
    expect(windowFields(layer({}), [3, 2])).toMatchObject({strides: {ints: [3, 2]}});
    expect(windowFields(layer({}), [3, 2])).not.toHaveProperty('dilations');
    expect(windowFields(layer({}), [3, 2], [2, 1])).toMatchObject({dilations: {ints: [2, 1]}});
    expect([sizesOf(3), sizesOf([3, 2])]).toEqual([
      [3, 3],
      [3, 2],
    ]);
  });
});

describe('writers', () => {
  it('put an activation behind a layer with weights', () => {
    const {graph, notes} = notingGraph();
    const weights = [{name: 'l/kernel', shape: [2]}];
    writeWeighted('Conv', layer({activation: 'relu'}, {weights}), graph, 'x', {});
    writeWeighted('Conv', layer({activation: 'linear'}, {weights}), graph, 'x', {});
    expect(notes).toEqual(['l/linear = Conv(x, l/kernel)', 'l = Relu(l/linear)', 'l = Conv(x, l/kernel)']);
  });

  it('let a linear activation vanish, and refuse one that ONNX does not have', async () => {
    const {graph, notes} = notingGraph();
    writeActivation(layer({}), graph, 'x', 'linear');
    expect(notes).toEqual(['l is x']);
    await expectAlexNetError(
      () => {
        writeActivation(layer({}), graph, 'x', 'swish');
      },
      'unsupported',
      'writeOnnx, layer "l"',
      'swish',
    );
  });

  it('write a pool', () => {
    const {graph, notes} = notingGraph();
    writePool('MaxPool', layer({poolSize: 2}), graph, 'x', true);
    expect(notes).toEqual(['l = MaxPool(x)']);
  });
});
