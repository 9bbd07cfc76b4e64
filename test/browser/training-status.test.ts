import {describe, expect, it} from 'vitest';
import {newTraining} from '../../examples/browser/src/page/state';
import {trainingStatus} from '../../examples/browser/src/page/training-status';

describe('trainingStatus', () => {
  const training = {...newTraining(), isRunning: false};
  const network = {
    preset: 'alexnet-mini',
    classes: ['cat', 'dog'],
    inputPx: 67,
    layers: [],
    seconds: 3,
    isStopped: false,
  };

  it('states how a training ended, and the validation accuracy', () => {
    expect(trainingStatus(training, {...network, accuracy: 0.75, validationCount: 4})).toBe(
      'Done after 3 s. Validation accuracy: 75.0 % (4 photos).',
    );
    expect(
      trainingStatus(training, {...network, accuracy: 0.5, validationCount: 4, isStopped: true}),
    ).toMatch(/^Stopped after 3 s. Validation accuracy: 50.0 %/);
    expect(trainingStatus(training, {...network, accuracy: 1, validationCount: 1})).toMatch(
      /: 100.0 % \(1 photo\).$/,
    );
    expect(trainingStatus(training, {...network, validationCount: 0})).toMatch(
      /^Done. There were no validation photos/,
    );
  });

  it('states that a training was stopped before its first evaluation, and why the accuracy is unknown', () => {
    expect(trainingStatus(training, {...network, validationCount: 4, isStopped: true})).toBe(
      'Stopped before the first evaluation, so the validation accuracy is unknown.',
    );
    expect(trainingStatus(training, {...network, validationCount: 0, isStopped: true})).toMatch(
      /^Stopped. There were no validation photos/,
    );
  });

  it('is empty for a network that was opened from a file', () => {
    expect(trainingStatus(training, network)).toBe('');
    expect(trainingStatus(training, undefined)).toBe('');
  });

  it('states the step and the remaining time during training, and the last note before the first step', () => {
    const running = {...training, isRunning: true};
    expect(trainingStatus(running, undefined)).toBe('Starting …');
    expect(
      trainingStatus(
        {...running, step: 2, totalSteps: 8, imagesPerSecond: 20.4, secondsLeft: 120},
        undefined,
      ),
    ).toBe('Step 2 of 8, 20 photos/s, 2 min left');
  });

  it('states no remaining time in the first steps, which include the startup', () => {
    const running = {...training, isRunning: true, totalSteps: 120, imagesPerSecond: 9, secondsLeft: 120};
    expect(trainingStatus({...running, step: 3}, undefined)).toBe('Step 3 of 120, 9 photos/s');
    expect(trainingStatus({...running, step: 12}, undefined)).toMatch(/, 2 min left$/);
    expect(trainingStatus({...running, step: 20, totalSteps: 9000}, undefined)).toMatch(/, 2 min left$/);
  });
});
