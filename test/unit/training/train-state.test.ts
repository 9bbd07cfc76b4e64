import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {parseTrainState, readDropoutSteps, writeDropoutSteps} from '../../../src/training/train-state';
import {expectAlexNetError} from '../../support/matchers';
import {tinyModel} from '../../support/tiny-run';

const STATE = {version: 1, identity: {}, epochs: 1, dropoutSteps: {}, schedule: null, historyBytes: 3};

describe('parseTrainState', () => {
  it('takes what train wrote', () => {
    expect(parseTrainState(JSON.parse(JSON.stringify(STATE)), 'here')).toEqual(STATE);
  });

  it('refuses the state of another program', async () => {
    for (const state of [undefined, null, 7, {}, {...STATE, version: 2}, {...STATE, historyBytes: 'x'}]) {
      await expectAlexNetError(
        () => parseTrainState(state, 'resume at step 3'),
        'bad-state',
        'resume at step 3',
        'fix: resume from the directory of a run of train()',
      );
    }
  });
});

describe('dropout steps', () => {
  it('are read from and written to every layer that has them, and 0 where nothing was saved', () => {
    const model = tinyModel();
    const [first, second] = model.layers.slice(0, 2).map(layer => Object.assign(layer, {step: 5}));
    expect(readDropoutSteps(model)).toEqual({conv1: 5, pool1: 5});
    writeDropoutSteps(model, {conv1: 9});
    expect([first?.step, second?.step]).toEqual([9, 0]);
    model.dispose();
  });
});
