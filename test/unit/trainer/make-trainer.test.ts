import {describe, expect, it} from 'vitest';
import {expectAlexNetError} from '../../support/matchers';
import {tinyImages, tinyTraining, trainerHere} from '../../support/tiny-trainer';

describe('makeTrainer', () => {
  it('refuses options that it does not know, and names the nearest', async () => {
    await expectAlexNetError(
      () => trainerHere({}, {fodler: 'x'} as never),
      'bad-argument',
      'did you mean "folder"?',
    );
    await expectAlexNetError(() => trainerHere({}, {threads: 0} as never), 'bad-argument', 'threads = 0');
    const trainer = await trainerHere({openRuns: () => undefined as never});
    const train = (changed: object) => () => trainer.train({...tinyTraining(), ...changed});
    await expectAlexNetError(train({epoch: 3}), 'bad-argument', 'did you mean "epochs"?');
    await expectAlexNetError(train({classes: undefined}), 'bad-argument', "classes: ['cat', 'dog']");
    await expectAlexNetError(train({labels: [0]}), 'bad-argument', '1 labels');
    await expectAlexNetError(train({validation: {images: []}}), 'bad-argument', 'without labels');
    for (const run of ['', '../a', '.a', 'a/b', 3]) {
      await expectAlexNetError(train({run}), 'bad-argument', 'no name of a run', JSON.stringify(run));
      await expectAlexNetError(() => trainer.resume(run as never), 'bad-argument', 'no name of a run');
      await expectAlexNetError(() => trainer.removeRun(run as never), 'bad-argument', 'no name of a run');
    }
    expect(await trainer.predict([])).toEqual([]);
    await expectAlexNetError(
      () => trainer.predict(tinyImages(1).images, {top: 0}),
      'bad-argument',
      'top = 0',
    );
    await expectAlexNetError(() => trainer.exportModel('h5' as never), 'bad-argument', 'safetensors');
    await trainer.dispose();
  });

  it('throws what keeps the backend from its start', async () => {
    const startBackend = () => Promise.reject(new Error('no backend'));
    await expect(trainerHere({startBackend, openRuns: () => undefined as never})).rejects.toThrow(
      'no backend',
    );
  });

  it('calls each listener, and ends a training whose listener throws', async () => {
    const trainer = await trainerHere({openRuns: () => undefined as never});
    const told = new Set<string>();
    await trainer.train({
      ...tinyTraining(),
      epochs: 1,
      onProgress: () => told.add('progress'),
      onEvaluation: () => told.add('evaluation'),
    });
    expect([...told].sort()).toEqual(['evaluation', 'progress']);
    await expect(
      trainer.train({
        ...tinyTraining(),
        epochs: 1000,
        onEvaluation: () => {
          throw new Error('a bug of the page');
        },
      }),
    ).rejects.toThrow('a bug of the page');
    await trainer.dispose();
  });
});
