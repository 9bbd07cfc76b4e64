import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {chanceLossOf} from '../../../src/callbacks/chance-loss';
import {expectAlexNetError} from '../../support/matchers';

/** What is read of a compiled model. */
function compiled(loss: unknown, ...shapes: (number | null)[][]): tfl.LayersModel {
  return {
    loss,
    outputNames: shapes.map((_, i) => `out${i}`),
    outputs: shapes.map(shape => ({shape})),
  } as unknown as tfl.LayersModel;
}
const chanceOf = (model: tfl.LayersModel, classes?: number): object => chanceLossOf('test', model, classes);

describe('chanceLossOf', () => {
  it.each([
    ['categoricalCrossentropy', 7, {classes: 7}],
    ['sparseCategoricalCrossentropy', 7, {classes: 7}],
    [tf.losses.softmaxCrossEntropy, 7, {classes: 7}],
    ['binaryCrossentropy', 7, {classes: 2}],
    [tf.losses.sigmoidCrossEntropy, 1, {classes: 2}],
  ])('knows %s', (loss, units, expected) => {
    expect(chanceOf(compiled(loss, [null, units]))).toEqual(expected);
    expect(chanceOf(compiled([loss], [null, units]))).toEqual(expected);
    expect(chanceOf(compiled({out0: loss}, [null, units]))).toEqual(expected);
  });

  it('takes the number of classes that it is given', () => {
    expect(chanceOf(compiled('categoricalCrossentropy', [null, 7]), 3)).toEqual({classes: 3});
    expect(
      chanceOf(
        compiled(() => tf.scalar(0), [null, 7]),
        3,
      ),
    ).toEqual({classes: 3});
  });

  it('adds the losses of several outputs', () => {
    const model = compiled(['binaryCrossentropy', 'categoricalCrossentropy'], [null, 1], [null, 8]);
    expect(chanceOf(model)).toEqual({chance: Math.log(2) + Math.log(8)});
  });

  it.each(['meanSquaredError', 'hinge', () => tf.scalar(0)])('does not know %s', async loss => {
    await expectAlexNetError(() => chanceOf(compiled(loss, [null, 2])), 'unsupported', 'pass chance');
    await expectAlexNetError(
      () => chanceOf(compiled(['binaryCrossentropy', loss], [null, 2], [null, 2])),
      'unsupported',
      'pass chance',
    );
  });

  it('refuses classes for a loss that has none', async () => {
    const model = compiled('meanSquaredError', [null, 2]);
    await expectAlexNetError(() => chanceOf(model, 2), 'unsupported', '"meanSquaredError"');
  });

  it('refuses an output whose length is not known', async () => {
    const model = compiled('categoricalCrossentropy', [null, null]);
    await expectAlexNetError(() => chanceOf(model), 'bad-shape', 'output [null,null]', 'pass classes');
  });
});
