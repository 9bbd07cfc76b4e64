import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {evaluateModel} from '../../../src/evaluation/evaluate-model';
import {predictImages} from '../../../src/evaluation/predict-images';
import {tensorSource} from '../../../src/data/tensor-source';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

describe('evaluateModel', () => {
  it('counts what the single predictions say', async () => {
    const [model, source] = [tinyModel(), tinySource(9)];
    const report = await evaluateModel(model, source, {preprocessing: TINY_PREPROCESSING, batchSize: 4});
    const predictions = await predictImages(model, source, {preprocessing: TINY_PREPROCESSING});
    const right = predictions.filter(({top}, i) => top[0]!.index === source.labels[i]).length;
    const loss =
      predictions.reduce(
        (sum, {top}, i) => sum - Math.log(top.find(({index}) => index === source.labels[i])!.score),
        0,
      ) / 9;
    expect(report).toMatchObject({count: 9, top1: right / 9, top5: 1, classes: ['dark', 'light']});
    expect(report.loss).toBeCloseTo(loss, 4);
    expect(report.confusion.flat().reduce((a, b) => a + b)).toBe(9);
    expect(report.confusion[0]![0]! + report.confusion[1]![1]!).toBe(right);
  });

  it('takes labels by their names, not by their positions', async () => {
    const [model, source] = [tinyModel(), tinySource(8)];
    const bytes = await source.read([...Array(8).keys()]);
    const turned = tensorSource(
      bytes,
      source.labels.map(label => 1 - label),
      ['light', 'dark'],
      {imageShape: [10, 10, 3]},
    );
    const options = {preprocessing: TINY_PREPROCESSING};
    expect((await evaluateModel(model, turned, options)).top1).toBe(
      (await evaluateModel(model, source, options)).top1,
    );
  });

  it('refuses classes that the model does not know', async () => {
    const bytes = await tinySource(2).read([0, 1]);
    const other = tensorSource(bytes, [0, 1], ['dark', 'horse'], {imageShape: [10, 10, 3]});
    await expectAlexNetError(
      () => evaluateModel(tinyModel(), other, {preprocessing: TINY_PREPROCESSING}),
      'bad-data',
      'horse',
    );
  });
});
