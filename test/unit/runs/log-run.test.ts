import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {logRun, type LogSink} from '../../../src/runs/log-run';
import type {TrainProgress} from '../../../src/training/progress';
import {TINY_PREPROCESSING, tinyModel} from '../../support/tiny-run';

describe('logRun', () => {
  const record = (): {log: LogSink; lines: string[]} => {
    const lines: string[] = [];
    return {
      lines,
      log: {
        scalars: (step, values) =>
          lines.push(...Object.entries(values).map(([tag, value]) => `${step} ${tag} ${value}`)),
        image: (step, tag) => lines.push(`${step} image ${tag}`),
        histogram: (step, tag, values) => lines.push(`${step} histogram ${tag} ${values.length}`),
      },
    };
  };

  it('logs loss, accuracy and learning rate of each step', () => {
    const {log, lines} = record();
    logRun(log, tinyModel(), {preprocessing: TINY_PREPROCESSING, histograms: false}).onProgress({
      step: 3,
      loss: 0.5,
      accuracy: 0.25,
      learningRate: 0.01,
    } as TrainProgress);
    expect(lines).toEqual(['3 train/loss 0.5', '3 train/accuracy 0.25', '3 learningRate 0.01']);
  });

  it('logs the first filters at each evaluation, and histograms only where asked for', async () => {
    for (const histograms of [false, true]) {
      const {log, lines} = record();
      await logRun(log, tinyModel(), {preprocessing: TINY_PREPROCESSING, histograms}).onEvaluation({
        step: 5,
        loss: 1,
        accuracy: 0.5,
      });
      expect(lines.filter(line => line.includes(' image '))).toHaveLength(1);
      expect(lines.filter(line => line.includes(' histogram ')).length).toBe(histograms ? 4 : 0);
    }
  });
});
