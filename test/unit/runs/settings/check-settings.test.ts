import {describe, expect, it} from 'vitest';
import {checkSettings, SETTING_NAMES} from '../../../../src/runs/settings/check-settings';
import {ALEXNET_MINI} from '../../../../src/presets/networks/alexnet-mini';
import {expectAlexNetError} from '../../../support/matchers';

describe('checkSettings', () => {
  it('returns valid settings as they are', () => {
    const settings = {
      ...{data: 'photos', preset: 'alexnet-mini', classes: ['cat', 'dog'], classWeights: {cat: 2}},
      ...{frozenViews: 'random', schedule: {kind: 'plateau', factor: 0.5}, augmentation: {crop: true}},
      ...{learningRate: 0.01, epochs: 3, histograms: false},
    };
    expect(checkSettings(settings, 'run.json')).toEqual(settings);
    expect(checkSettings({}, 'run.json')).toEqual({});
    expect(checkSettings({preset: ALEXNET_MINI}, 'run.json').preset).toBe(ALEXNET_MINI);
  });

  it.each<[unknown, ...string[]]>([
    [{epoch: 3}, 'unknown setting "epoch"', 'did you mean "epochs"?'],
    [{lr: 0.1}, '"lr"', '"learningRate"'],
    [{'learning-rate': 0.1}, '"learningRate"'],
    [[], 'settings is not an object', '[]'],
    ['photos', '"photos"'],
    [null, 'null'],
    [{schedule: 'cosine'}, 'schedule = "cosine"', '{"kind": "cosine"}'],
    [{schedule: {kind: 'cosin'}}, '"cosin"', '"cosine"'],
    [{schedule: {kind: 'step'}}, 'everyEpochs'],
    [{augmentation: {flips: true}}, '"flips"', '"flip"'],
    [{augmentation: {cropArea: [1]}}, 'cropArea = [1]'],
    [{augmentation: {erasing: 2}}, 'augmentation.erasing = 2'],
    [{mixup: -1, labelSmoothing: 1}, 'mixup = -1', 'labelSmoothing = 1'],
    [{classes: 'cat,dog'}, 'classes = "cat,dog"', '["cat", "dog"]'],
    [{classWeights: {cat: '2'}}, 'classWeights.cat = "2"'],
    [{frozenViews: 3}, 'frozenViews = 3'],
    [{optimizer: 'momentun'}, 'did you mean "momentum"?'],
    [{preset: {id: 'mine'}}, 'without inputShape'],
    [{epochs: '3', batchSize: 1.5, epoch: 2}, 'epochs = "3"', 'batchSize = 1.5', '"epoch"'],
  ])('refuses %j with the value and what to write', async (settings, ...parts) => {
    await expectAlexNetError(() => checkSettings(settings, 'run.json'), 'bad-argument', ...parts);
  });

  it('refuses every setting of a wrong type', async () => {
    for (const name of SETTING_NAMES) {
      for (const value of [NaN, {wrong: 'x'}, [[]], null]) {
        await expectAlexNetError(() => checkSettings({[name]: value}, 'run.json'), 'bad-argument', name);
      }
    }
  });
});
