import * as tfl from '@tensorflow/tfjs-layers';
import {expect} from 'vitest';
import {kindOf, LAYER_TRAITS, makeLayer} from '../../src/models/layer-kinds/layer-kinds';
import type {LayerSettings, RowSizes} from '../../src/models/layer-kinds/layer-kind';
import type {LayerRow} from '../../src/presets/layer-row';

/** Settings under which the tests make layers: five classes. */
export const SETTINGS: LayerSettings = {
  init: {kernel: {kind: 'xavier'}, bias: 0},
  classes: 5,
  dropout: 0.5,
  weightDecay: 0,
  seed: 1,
};

/** The sizes of a row behind inputs of these shapes, where 'classes' is 5. */
export function planOf(row: LayerRow, ...inputs: number[][]): RowSizes {
  return kindOf(row).plan(row, inputs, {classes: 5, where: `here, layer "${row.name}"`});
}

/**
 * Makes the layer of a row and holds it against the row's plan: the class that was named, with the output shape and the
 * number of parameters that were counted. Returns the layer.
 */
export function expectAsPlanned(row: LayerRow, ...inputs: number[][]): tfl.layers.Layer {
  const kind = kindOf(row);
  const {outputShape, parameters} = planOf(row, ...inputs);
  const layer = makeLayer(row, SETTINGS);
  const symbols = inputs.map(shape => tfl.input({shape}));
  const output = layer.apply(symbols.length === 1 ? symbols[0]! : symbols) as tfl.SymbolicTensor;
  expect(layer.name).toBe(row.name);
  expect(layer.getClassName()).toBe(kind.className(row));
  expect(Object.keys(LAYER_TRAITS[row.kind].classes)).toContain(layer.getClassName());
  expect(output.shape.slice(1)).toEqual(outputShape);
  expect(layer.countParams()).toBe(parameters);
  for (const {originalName} of layer.weights) {
    expect(Object.keys(LAYER_TRAITS[row.kind].weights)).toContain(originalName.split('/').pop());
  }
  return layer;
}
