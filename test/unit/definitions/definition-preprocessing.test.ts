import {describe, expect, it} from 'vitest';
import {parsePreprocessing} from '../../../src/core/preprocessing';
import {
  preprocessingOfDefinition,
  type DefinitionPreprocessing,
  type DefinitionPreprocessingArgs,
} from '../../../src/definitions/definition-preprocessing';
import {expectAlexNetError} from '../../support/matchers';

const numbers = (...values: number[]): {name: string; shape: number[]; data: Float32Array} => ({
  name: 'mean',
  shape: [values.length],
  data: Float32Array.from(values),
});
const made = (args: Partial<DefinitionPreprocessingArgs>): DefinitionPreprocessing => {
  const result = preprocessingOfDefinition({
    inputShape: [6, 8, 3],
    classes: ['a', 'b'],
    given: {},
    usualOrder: 'bgr',
    where: 'f',
    ...args,
  });
  expect(parsePreprocessing(result.preprocessing)).toEqual(result.preprocessing);
  return result;
};

describe('preprocessingOfDefinition', () => {
  it('names what nobody said, and takes what Caffe does then', () => {
    const {preprocessing, assumed} = made({transform: {meanFile: 'm.binaryproto'}});
    expect(preprocessing).toEqual({
      version: 1,
      inputShape: [6, 8, 3],
      resizeShorterSide: 8,
      channelOrder: 'bgr',
      mean: [0, 0, 0],
      scale: [1, 1, 1],
      classes: ['a', 'b'],
    });
    expect(assumed).toEqual([
      'the colors in the order BGR',
      'the factor 1',
      'the mean 0 (the definition names m.binaryproto)',
    ]);
  });

  it('takes what the definition says, in the order of the network, and what is given before that', () => {
    const transform = {mean: [104, 117, 123], scale: 0.5};
    const said = made({transform});
    expect(said.preprocessing).toMatchObject({mean: [123, 117, 104], scale: [0.5, 0.5, 0.5]});
    expect(said.assumed).toEqual(['the colors in the order BGR']);
    const given = made({
      transform,
      given: {mean: numbers(1, 2, 3), scale: [4, 5, 6], channelOrder: 'rgb'},
    });
    expect(given).toMatchObject({
      preprocessing: {mean: [1, 2, 3], scale: [4, 5, 6], channelOrder: 'rgb'},
      assumed: [],
    });
  });

  it('needs no order of colors for gray', () => {
    const {preprocessing, assumed} = made({
      inputShape: [28, 28, 1],
      given: {mean: numbers(0), scale: [0.00390625]},
    });
    expect(preprocessing).toMatchObject({channelOrder: 'rgb', mean: [0], scale: [0.00390625]});
    expect(assumed).toEqual([]);
  });

  it('lets photos be as large as the mean image, which is not smaller than the input', async () => {
    const image = (side: number): NonNullable<DefinitionPreprocessingArgs['given']['mean']> => ({
      name: 'mean',
      shape: [1, 3, side, side],
      data: new Float32Array(3 * side * side).fill(9),
    });
    const {preprocessing} = made({given: {mean: image(10)}});
    expect(preprocessing).toMatchObject({resizeShorterSide: 10, channelOrder: 'bgr'});
    expect(preprocessing.mean[2]).toBeCloseTo(9, 6);
    expect(preprocessing.meanImage?.shape).toEqual([10, 10, 3]);
    await expectAlexNetError(() => made({given: {mean: image(7)}}), 'bad-shape', 'smaller', '8 × 8');
  });

  it('refuses images that are no photos, and a mean of two numbers', async () => {
    await expectAlexNetError(() => made({inputShape: [6, 8, 4]}), 'unsupported', '4 channels');
    await expectAlexNetError(
      () => made({given: {mean: numbers(1, 2)}}),
      'bad-argument',
      '1 or 3 numbers',
      '1, 2',
    );
    await expectAlexNetError(
      () => made({given: {mean: numbers(1, NaN, 3)}}),
      'bad-argument',
      'mean[1] = NaN',
    );
  });
});
