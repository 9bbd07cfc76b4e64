/**
 * Every preset against the same network built of PyTorch's modules: data/presets.json, written by make_presets.py.
 * Weights and input come from a formula. At the published size the numbers are sampled; an odd, oblong input shows where
 * sizes are rounded. Regenerate with: python test/golden/make_presets.py
 */
import * as tf from '@tensorflow/tfjs-core';
import {expect, it} from 'vitest';
import {nextTurn} from '../../src/core/next-turn';
import {buildModel} from '../../src/models/build-model';
import {describeModel} from '../../src/models/describe-model';
import {PRESETS} from '../../src/presets/presets';
import {describeOnBackends} from '../support/backends';
import {fillByFormula, formulaValues} from '../support/formula-values';
import {expectClose, largestDifference} from '../support/matchers';
import {withoutDraws} from '../support/without-draws';
import {tidyValues} from '../support/tidy-values';
import golden from './data/presets.json';

interface GoldenCase {
  inputShape: number[];
  classes: number;
  parameters: number;
  step: number;
  logits: number[];
  featuresStep: number;
  features: number[];
}
const CASES = golden.cases as Record<string, GoldenCase[]>;

/**
 * The cpu backend is a hundred times slower, so it runs only the small ones. Stock wasm is too slow for the large ones at
 * their published size, unless ALEXNET_FULL_SIZE is set; the faster backends run them all.
 */
const MAX_MULTIPLY_ADDS: Record<string, number | undefined> = {
  cpu: 3e7,
  wasm: process.env.ALEXNET_FULL_SIZE === undefined ? 5e8 : undefined,
};

/**
 * Dense layers of 40 to 130 million weights take seconds each and hold no size that an odd input does not show as well:
 * at the published size only the paper's network runs to its end, unless ALEXNET_FULL_SIZE is set. On stock wasm, which is
 * slower, only networks of fewer weights do at any size.
 */
function isLarge(id: string, {parameters}: GoldenCase, backend: string): boolean {
  const most = backend === 'wasm' ? 1e7 : 4e7;
  return parameters > most && id !== 'alexnet' && process.env.ALEXNET_FULL_SIZE === undefined;
}

it('covers every preset', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(PRESETS).sort());
});

it.each(Object.keys(PRESETS))('%s has as many parameters as its PyTorch network', id => {
  for (const {inputShape, classes, parameters} of CASES[id]!) {
    expect(describeModel(id, {inputShape, classes}).parameters).toBe(parameters);
  }
});

describeOnBackends('presets against PyTorch', backend => {
  const runs = Object.entries(CASES).flatMap(([id, cases]) =>
    cases.map(recorded => ({
      id,
      size: recorded.inputShape.join(' × '),
      end: isLarge(id, recorded, backend) ? 'what enters the dense layers' : 'the logits',
      recorded,
    })),
  );
  const within = runs.filter(
    ({id, recorded: {inputShape, classes}}) =>
      describeModel(id, {inputShape, classes}).multiplyAdds <= (MAX_MULTIPLY_ADDS[backend] ?? Infinity),
  );
  it.each(within)('$id at $size: $end', async ({id, recorded}) => {
    await nextTurn();
    const {inputShape, classes, step, logits, featuresStep, features} = recorded;
    const preset = withoutDraws(PRESETS[id]!);
    const large = isLarge(id, recorded, backend);
    const flatten = preset.layers.findIndex(row => row.kind === 'flatten');
    const model = buildModel(large ? {...preset, layers: preset.layers.slice(0, flatten)} : preset, {
      inputShape,
      classes,
      activation: 'linear',
      seed: 1,
    });
    fillByFormula(model, {endsInLogits: !large});
    const [every, expected] = large ? [featuresStep, features] : [step, logits];
    const actual = tidyValues(() => {
      const pixels = formulaValues(tf.util.sizeFromShape(inputShape), 1000, 8);
      const y = (model.predict(tf.tensor(pixels, [1, ...inputShape])) as tf.Tensor).dataSync();
      return Array.from(y).filter((_, i) => i % every === 0);
    });
    model.dispose();
    expectClose(actual, expected, 1e-5);
    if (!large) {
      expect(largestDifference(actual, expected)).toBeLessThan(1e-4);
    }
  });
});
