import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {ReportData, ReportPhoto} from '../../../src/runs/report-data';
import {writeReport} from '../../../src/visualize/report.node';
import {expectAlexNetError} from '../../support/matchers';

const HOSTILE = '"><script>alert(1)</script>\'';
const SIDE = 6;
const photo = (name: string, label: number, answer: number): ReportPhoto => ({
  name,
  label,
  top: [
    {index: answer, label: ['cat', HOSTILE][answer]!, score: 0.75},
    {index: 1 - answer, label: ['cat', HOSTILE][1 - answer]!, score: 0.25},
  ],
  pixels: Uint8Array.from({length: SIDE * SIDE * 3}, (_, i) => (i * 37) % 256),
  side: SIDE,
});

const data: ReportData = {
  training: {
    model: 'runs/first',
    preset: 'alexnet-mini',
    backend: 'wasm',
    seconds: 372.4,
    waitedFraction: 0.004,
    steps: 2,
    epochs: 1,
    interrupted: false,
    stoppedEarly: false,
    accuracy: 0.8,
    loss: 0.5,
    best: {step: 2, accuracy: 0.8, loss: 0.5},
    last: {step: 2, accuracy: 0.8, loss: 0.5},
    classes: ['cat', HOSTILE],
    trainingCount: 1200,
    validationCount: 10,
    skipped: [{file: HOSTILE, reason: 'The file ends in the middle of the image.'}],
  },
  history: [
    {step: 1, epoch: 0, learningRate: 0.01, loss: 0.7, accuracy: 0.5},
    {
      step: 2,
      epoch: 0,
      learningRate: 0.01,
      loss: 0.6,
      accuracy: 0.6,
      validationLoss: 0.5,
      validationAccuracy: 0.8,
    },
  ],
  confusion: [
    [4, 1],
    [1, 4],
  ],
  correct: [photo('cat.1.jpg', 0, 0)],
  mistakes: [photo(`${HOSTILE}.jpg`, 1, 0)],
  firstFilters: {
    layer: 'conv1',
    shape: [2, 2, 3, 4],
    data: Float32Array.from({length: 48}, (_, i) => Math.sin(i)),
    channelOrder: 'rgb',
  },
  options: {batchSize: 64, classes: HOSTILE},
};

describe('writeReport', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'alexnet report-'));
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
  });

  it('writes one file that holds all it needs', async () => {
    expect(await writeReport(folder, data)).toBe(join(folder, 'report.html'));
    expect(readdirSync(folder)).toEqual(['report.html']);
    const text = readFileSync(join(folder, 'report.html'), 'utf8');
    for (const fact of [
      '80.0<small>%</small>',
      '1,200',
      '6 min 12 s',
      'wasm',
      '4 filters of conv1, 2 × 2 pixels.',
    ]) {
      expect(text).toContain(fact);
    }
    expect(text.match(/src="data:image\/jpeg;base64,/g)?.length).toBe(2);
    expect(text.match(/src="data:image\/png;base64,/g)?.length).toBe(1);
    expect(text.replace(/<script>[\s\S]*?<\/script>/g, '')).not.toMatch(/(src|href)="(?!data:)/);
  });

  it('names in its policy the very scripts that it holds', async () => {
    const text = readFileSync(await writeReport(folder, data), 'utf8');
    const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code = '']) => code);
    expect(scripts.length).toBe(2);
    for (const code of scripts) {
      expect(text).toContain(`sha256-${createHash('sha256').update(code).digest('base64')}`);
    }
  });

  it('lets no name become markup', async () => {
    const text = readFileSync(await writeReport(folder, data), 'utf8');
    expect(text.match(/<script/g)?.length).toBe(3);
    expect(text).not.toContain('alert(1)</script>');
  });

  it('can be written for a run without validation photos, filters or history', async () => {
    const training = {...data.training, best: undefined, last: undefined, skipped: []};
    const nothing = {confusion: undefined, firstFilters: undefined, history: [], correct: [], mistakes: []};
    const path = await writeReport(folder, {...data, training, ...nothing});
    expect(readFileSync(path, 'utf8')).toContain('There was no evaluation on a validation set.');
  });

  it('says what to do when the place cannot be written', async () => {
    mkdirSync(join(folder, 'report.html', 'in the way'), {recursive: true});
    await expectAlexNetError(() => writeReport(folder, data), 'io', 'report.html', 'fix:');
  });
});
