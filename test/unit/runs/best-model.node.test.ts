import '@tensorflow/tfjs-backend-cpu';
import {readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {fileSystemIO} from '../../../src/disk/file-system-io.node.js';
import {momentumSGD} from '../../../src/optimizers/momentum-sgd';
import {BestModel} from '../../../src/runs/best-model.node.js';
import {openRunDirectory} from '../../../src/runs/run-directory.node.js';
import {train} from '../../../src/training/train';
import type {TrainReport} from '../../../src/training/train-report';
import {flipBit} from '../../support/flip-bit';
import {temporaryDirectory} from '../../support/temporary-directory';
import {TINY_PREPROCESSING, tinyModel, tinySource} from '../../support/tiny-run';

interface Session {
  report: TrainReport;
  /** The first kernel value of the model after the run. */
  kernel: number;
  /** That value at each checkpoint. */
  kernels: Map<number, number>;
  warnings: string[];
}

/** So high that the accuracy goes up and down. */
const RATE = 0.02;

/** A run whose best evaluation is not its last: noise decides. */
async function session(directory: string, {epochs = 3, resume = false} = {}): Promise<Session> {
  const warnings: string[] = [];
  const onWarning = (text: string): number => warnings.push(text);
  const run = await openRunDirectory(directory, {resume, onWarning});
  const model = tinyModel();
  const first = (): number => model.getWeights()[0]!.dataSync()[0]!;
  const best = new BestModel(directory, model, run.store, {onWarning});
  const kernels = new Map<number, number>();
  try {
    const report = await train(model, {
      data: tinySource(16, 7, 4),
      validation: tinySource(10, 9, 4),
      preprocessing: TINY_PREPROCESSING,
      optimizer: momentumSGD({learningRate: RATE}),
      learningRate: RATE,
      batchSize: 4,
      epochs,
      seed: 1,
      evaluateEvery: 1,
      store: run.store,
      history: run.history,
      resume,
      recallBest: saved => best.recall(saved),
      onWarning,
      onCheckpoint: async (step, point) => {
        kernels.set(step, first());
        await best.afterCheckpoint(step, point);
      },
    });
    await best.finish();
    return {report, kernel: first(), kernels, warnings};
  } finally {
    await run.close();
  }
}

async function savedKernel(directory: string): Promise<number> {
  const saved = await tfl.loadLayersModel(fileSystemIO(directory));
  return saved.getWeights()[0]!.dataSync()[0]!;
}

const stepFolder = (directory: string, step: number): string =>
  join(directory, `checkpoints/step-${String(step).padStart(8, '0')}`);
const weightFile = (directory: string): string =>
  join(
    directory,
    readdirSync(directory).find(name => name.startsWith('weights-'))!,
  );

describe('BestModel', () => {
  it('leaves in the directory and in the model the weights of the best evaluation, not the last', async () => {
    const directory = temporaryDirectory();
    const {report, kernel, kernels} = await session(directory);
    const expected = kernels.get(report.best!.step);
    expect(report.best!.step).toBeLessThan(report.steps);
    expect([kernel, await savedKernel(directory)]).toEqual([expected, expected]);
  });

  it('stores the weights of the best checkpoint once', async () => {
    const directory = temporaryDirectory();
    const {report} = await session(directory);
    const inCheckpoint = statSync(join(stepFolder(directory, report.best!.step), 'weights.bin'));
    expect(statSync(weightFile(directory)).ino).toBe(inCheckpoint.ino);
  });

  it('never replaces the best model by a worse one: a resumed run whose best checkpoint is gone keeps it and reports it', async () => {
    const directory = temporaryDirectory();
    const {report, kernel} = await session(directory, {epochs: 2});
    expect(report.best!.step).toBeLessThan(report.steps);
    rmSync(stepFolder(directory, report.best!.step), {recursive: true});
    const resumed = await session(directory, {epochs: 2, resume: true});
    expect(resumed.report.best).toEqual(report.best);
    expect([resumed.kernel, await savedKernel(directory)]).toEqual([kernel, kernel]);
    expect(resumed.warnings).toEqual([]);
  });

  it('does so for the models of earlier versions, whose model.json does not state the evaluation', async () => {
    const directory = temporaryDirectory();
    const {report, kernel} = await session(directory, {epochs: 2});
    expect(report.best!.step).toBeLessThan(report.steps);
    const path = join(directory, 'model.json');
    const {
      evaluation: _e,
      sha256: _s,
      ...before
    } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify(before));
    rmSync(stepFolder(directory, report.best!.step), {recursive: true});
    const resumed = await session(directory, {epochs: 2, resume: true});
    expect(resumed.report.best).toEqual(report.best);
    expect([resumed.kernel, await savedKernel(directory)]).toEqual([kernel, kernel]);
  });

  it('reports what is there: where the best weights are damaged for good, the run says so and the second best counts', async () => {
    const directory = temporaryDirectory();
    const {report} = await session(directory, {epochs: 2});
    // One file with two names.
    flipBit(weightFile(directory), 1000);
    const {report: resumed, kernel, warnings} = await session(directory, {epochs: 2, resume: true});
    expect(resumed.best!.step).not.toBe(report.best!.step);
    expect(resumed.accuracy).toBe(resumed.best!.accuracy);
    expect(warnings.join('\n')).toContain(`best evaluation (step ${report.best!.step}`);
    const saved = JSON.parse(readFileSync(join(directory, 'model.json'), 'utf8')) as {evaluation: unknown};
    expect(saved.evaluation).toEqual(resumed.best);
    expect(await savedKernel(directory)).toBe(kernel);
  });

  it('writes a damaged model again from its checkpoint', async () => {
    const directory = temporaryDirectory();
    const {report, kernel} = await session(directory, {epochs: 2});
    expect(report.best!.step).toBeLessThan(report.steps);
    const path = weightFile(directory);
    const bytes = readFileSync(path);
    rmSync(path);
    writeFileSync(
      path,
      bytes.map((byte, i) => (i === 7 ? byte ^ 4 : byte)),
    );
    const resumed = await session(directory, {epochs: 2, resume: true});
    expect(resumed.report.best).toEqual(report.best);
    expect([resumed.kernel, await savedKernel(directory)]).toEqual([kernel, kernel]);
  });
});
