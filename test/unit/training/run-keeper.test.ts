import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {openRunDirectory} from '../../../src/runs/run-directory.node.js';
import {train} from '../../../src/training/train';
import type {TrainOptions} from '../../../src/training/train-options';
import type {TrainReport} from '../../../src/training/train-report';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

async function start(
  directory: string,
  {resume = false, ...more}: Partial<TrainOptions> = {},
): Promise<{report: TrainReport; warnings: string[]}> {
  const warnings: string[] = [];
  const onWarning = (text: string): number => warnings.push(text);
  const run = await openRunDirectory(directory, {resume, onWarning});
  try {
    const report = await train(tinyModel(), {
      data: tinySource(8),
      validation: tinySource(4, 9),
      preprocessing: TINY_PREPROCESSING,
      optimizer: momentumSGD({learningRate: 0.01}),
      learningRate: 0.01,
      batchSize: 4,
      epochs: 1,
      seed: 1,
      store: run.store,
      history: run.history,
      resume,
      onWarning,
      ...more,
    });
    return {report, warnings};
  } finally {
    await run.close();
  }
}

describe('RunKeeper', () => {
  it('refuses to resume another run: it names all differences in words and changes nothing', async () => {
    const directory = temporaryDirectory();
    await start(directory);
    const error = await expectAlexNetError(
      () => start(directory, {seed: 2, data: tinySource(12), resume: true}),
      'bad-state',
      'seed',
      'the training set changed',
    );
    expect(error.message).not.toMatch(/[0-9a-f]{8}/);
    expect((await start(directory, {resume: true})).report.steps).toBe(2);
  });

  it('continues with other images when told to, and says what that means', async () => {
    const directory = temporaryDirectory();
    await start(directory);
    const other = {data: tinySource(12), validation: tinySource(6, 9), resume: true, epochs: 2};
    await expectAlexNetError(() => start(directory, other), 'bad-state', '--resume --changed-photos');
    const {report, warnings} = await start(directory, {...other, changedData: true});
    expect(report.steps).toBe(6);
    expect(warnings.join('\n')).toContain('accuracies before and after cannot be compared');
  });
});
