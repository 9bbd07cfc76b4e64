import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {StallDetector, type StallDetectorOptions} from '../../../src/callbacks/stall-detector';
import {type StallReport} from '../../../src/schedules/stall-monitor';
import {expectAlexNetError} from '../../support/matchers';
import {SMALL_TRAININGS} from '../../support/small-training';

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(SMALL_TRAININGS)('StallDetector in %s', (_, train) => {
  it('says once that the loss stays at ln(classes), classes being the length of the output', async () => {
    const reports: StallReport[] = [];
    const callbacks = new StallDetector({steps: 3, onStall: report => reports.push(report)});
    await train({callbacks, epochs: 4, optimizer: tf.train.sgd(0)});
    expect(reports.map(({kind, step}) => ({kind, step}))).toEqual([{kind: 'stuck', step: 3}]);
    expect(reports[0]!.message).toContain('ln 3 = 1.0986');
  });

  it('says it on the console by default', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await train({callbacks: new StallDetector({steps: 2}), optimizer: tf.train.sgd(0)});
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('msra'));
  });

  it('says nothing of a net that learns', async () => {
    const reports: StallReport[] = [];
    const callbacks = new StallDetector({steps: 3, onStall: report => reports.push(report)});
    await train({callbacks, epochs: 4, optimizer: tf.train.sgd(1)});
    expect(reports).toEqual([]);
  });
});

describe('StallDetector', () => {
  it('refuses wrong arguments before the training', async () => {
    await expectAlexNetError(() => new StallDetector({steps: 0}), 'bad-argument', 'steps = 0');
    await expectAlexNetError(() => new StallDetector({classes: 1}), 'bad-argument', 'classes = 1');
  });

  it('refuses options that it does not know', async () => {
    await expectAlexNetError(
      () => new StallDetector({step: 3} as object),
      'bad-argument',
      'did you mean "steps"?',
    );
  });

  /** Losses of a model with this loss and output, as the detector judges them. */
  async function judge(
    compile: {loss: string; units: number},
    options: StallDetectorOptions,
    losses: number[],
  ): Promise<(string | undefined)[]> {
    const model = tfl.sequential({layers: [tfl.layers.dense({units: compile.units, inputShape: [1]})]});
    model.compile({optimizer: 'sgd', loss: compile.loss});
    const kinds: (string | undefined)[] = [];
    const detector = new StallDetector({
      steps: 1,
      ...options,
      onStall: ({kind}) => (kinds[kinds.length - 1] = kind),
    });
    detector.setModel(model);
    await detector.onTrainBegin();
    for (const loss of losses) {
      kinds.push(undefined);
      await detector.onBatchEnd(0, {loss});
    }
    model.dispose();
    return kinds;
  }

  it('takes ln 2 for the loss of guessing of a binary cross-entropy, of any number of outputs', async () => {
    const compile = {loss: 'binaryCrossentropy', units: 10};
    expect(await judge(compile, {}, [Math.log(10), Math.log(2)])).toEqual([undefined, 'stuck']);
  });

  it('takes ln(classes) for that of a categorical one, also with labels as indices', async () => {
    const compile = {loss: 'sparseCategoricalCrossentropy', units: 10};
    expect(await judge(compile, {}, [Math.log(2), Math.log(10)])).toEqual([undefined, 'stuck']);
  });

  it('says that it does not know that of another loss, and takes what it is told', async () => {
    const compile = {loss: 'meanSquaredError', units: 2};
    await expectAlexNetError(
      () => judge(compile, {}, []),
      'unsupported',
      'loss = "meanSquaredError"',
      'pass chance',
    );
    expect(await judge(compile, {chance: 0.25}, [Math.log(2), 0.25])).toEqual([undefined, 'stuck']);
    expect(await judge(compile, {chance: false}, [Math.log(2), NaN])).toEqual([undefined, 'not-finite']);
  });
});
