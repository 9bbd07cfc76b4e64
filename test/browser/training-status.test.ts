import {describe, expect, it} from 'vitest';
import {newTraining} from '../../examples/browser/src/page/state';
import {trainingStatus} from '../../examples/browser/src/page/training-status';

describe('the sentence below the button of the page', () => {
  const training = {...newTraining(), isRunning: false};
  const network = {preset: 'alexnet-mini', classes: ['cat', 'dog'], layers: [], seconds: 3, isStopped: false};

  it('says how a training ended, and how good the network is', () => {
    expect(trainingStatus(training, {...network, accuracy: 0.75, heldBack: 4})).toBe(
      'Done after 3 s: 75.0 % of 4 held-back photos are recognized.',
    );
    expect(trainingStatus(training, {...network, accuracy: 0.5, heldBack: 4, isStopped: true})).toMatch(
      /^Stopped after 3 s: 50.0 %/,
    );
    expect(trainingStatus(training, {...network, accuracy: 1, heldBack: 1})).toMatch(
      /: 100.0 % of 1 held-back photo is recognized.$/,
    );
    expect(trainingStatus(training, {...network, heldBack: 0})).toMatch(/^Done. No photo was held back/);
  });

  it('says of one stopped before its first look at the photos held back that it was stopped, and why no share is known', () => {
    expect(trainingStatus(training, {...network, heldBack: 4, isStopped: true})).toBe(
      'Stopped before it was tried on the photos held back: nobody knows how good it is.',
    );
    expect(trainingStatus(training, {...network, heldBack: 0, isStopped: true})).toMatch(
      /^Stopped. No photo was held back/,
    );
  });

  it('says nothing of a network that was opened from a file', () => {
    expect(trainingStatus(training, network)).toBe('');
    expect(trainingStatus(training, undefined)).toBe('');
  });

  it('tells steps and time left while it runs, and the last note before the first step', () => {
    const running = {...training, isRunning: true};
    expect(trainingStatus(running, undefined)).toBe('Starting …');
    expect(
      trainingStatus(
        {...running, step: 2, totalSteps: 8, imagesPerSecond: 20.4, secondsLeft: 120},
        undefined,
      ),
    ).toBe('Step 2 of 8, 20 photos/s, 2 min left');
  });

  it('foretells no time from the first steps, which wait for what starts', () => {
    const running = {...training, isRunning: true, totalSteps: 120, imagesPerSecond: 9, secondsLeft: 120};
    expect(trainingStatus({...running, step: 3}, undefined)).toBe('Step 3 of 120, 9 photos/s');
    expect(trainingStatus({...running, step: 12}, undefined)).toMatch(/, 2 min left$/);
    expect(trainingStatus({...running, step: 20, totalSteps: 9000}, undefined)).toMatch(/, 2 min left$/);
  });
});
