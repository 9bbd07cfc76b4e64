import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Trainer} from '../../../src/trainer/trainer';
import {expectAlexNetError} from '../../support/matchers';
import {TINY_CLASSES, TINY_INPUT, TINY_SIDE} from '../../support/tiny-run';
import {tinyImages, tinyTraining, trainerHere} from '../../support/tiny-trainer';

const open = (): Promise<Trainer> => trainerHere({openRuns: () => undefined as never});

describe('networkMethods', () => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = await open();
    await trainer.train({...tinyTraining(), epochs: 30});
  });
  afterAll(() => trainer.dispose());

  it('evaluates on the validation set of the training, or on other images, as a whole and for each class', async () => {
    const report = await trainer.evaluate();
    expect(report).toMatchObject({
      count: 8,
      top1: 1,
      confusion: [
        [4, 0],
        [0, 4],
      ],
      classes: TINY_CLASSES,
      perClass: [
        {label: 'dark', count: 4, accuracy: 1},
        {label: 'light', count: 4, accuracy: 1},
      ],
    });
    expect(report.predictions.map(({label}) => label)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    const {images} = tinyImages(3, 9);
    const swapped = await trainer.evaluate({images, labels: [1, 1, 1]});
    expect(swapped.perClass[1]).toMatchObject({label: 'light', count: 3});
    expect(swapped.perClass[1]?.accuracy).toBeCloseTo(1 / 3);
    expect(swapped.perClass[0]).toEqual({label: 'dark', count: 0, accuracy: NaN});
  });

  it('describes the network, and draws its feature maps and what a prediction depends on', async () => {
    expect(await trainer.network()).toEqual({
      preset: 'tiny',
      classes: TINY_CLASSES,
      mapLayers: ['conv1'],
      inputShape: [TINY_INPUT, TINY_INPUT, 3],
      resizeShorterSide: TINY_SIDE,
    });
    const image = () => tinyImages(1, 9).images[0]!;
    const maps = await trainer.activations(image(), 'conv1', {columns: 2, mapPx: 8});
    expect(maps.data).toHaveLength(4 * maps.width * maps.height);
    const done: number[] = [];
    const {
      label,
      score,
      lowest,
      image: drawn,
    } = await trainer.occlusion(image(), {
      onProgress: (at, total) => done.push(at / total),
    });
    expect([label, drawn.width, drawn.height, done.at(-1)]).toEqual(['dark', TINY_INPUT, TINY_INPUT, 1]);
    expect(lowest).toBeLessThanOrEqual(score);
    await expectAlexNetError(() => trainer.activations(image(), 'conv9'), 'bad-argument', 'conv9');
  });

  it.each(['tfjs', 'zip'] as const)('opens what it exports as %s, to the same predictions', async format => {
    const other = await open();
    expect(await other.network()).toBeUndefined();
    await expectAlexNetError(() => other.evaluate(), 'bad-state', 'no network yet', 'trainer.openModel');
    const files = await trainer.exportModel(format);
    const opened = await other.openModel(format === 'zip' ? files['model.zip']! : files);
    expect(opened).toEqual(await trainer.network());
    const images = () => tinyImages(4, 9).images;
    expect(await other.predict(images())).toEqual(await trainer.predict(images()));
    // A model has no validation set.
    await expectAlexNetError(() => other.evaluate(), 'bad-state', 'trainer.evaluate({images, labels})');
    await other.dispose();
  });

  it('names the files of a model that cannot be opened, and keeps the network before', async () => {
    const before = await trainer.network();
    const files = await trainer.exportModel();
    const withFile = (name: string, text: string) => () =>
      trainer.openModel({...structuredClone(files), [name]: new TextEncoder().encode(text)});
    const error = await expectAlexNetError(withFile('model.json', '{no'), 'bad-weights', '"model.json"');
    expect(error).toMatchObject({details: {files: ['model.json']}});
    await expectAlexNetError(withFile('preprocessing.json', '{}'), 'bad-weights', '"preprocessing.json"');
    await expectAlexNetError(withFile('weights.bin', 'short'), 'bad-weights', '5 bytes');
    await expectAlexNetError(() => trainer.openModel({}), 'bad-weights', 'no file preprocessing.json');
    await expectAlexNetError(() => trainer.openModel(new Uint8Array(9)), 'bad-weights', 'model.zip');
    await expectAlexNetError(() => trainer.openModel({a: 1} as never), 'bad-argument', 'not bytes');
    expect(await trainer.network()).toEqual(before);
  });
});
