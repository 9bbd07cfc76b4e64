import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {exportWeights, type ExportKeys} from '../../../src/weights/export-weights';
import {applyWeights, loadWeights} from '../../../src/weights/load-weights';
import {writeNpz} from '../../../src/weights/write-npz';
import {writeOnnx} from '../../../src/weights/write-onnx';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {createModel} from '../../../src/models/create-model';
import {logitsModel} from '../../../src/models/logits-model';
import {readModelWeights} from '../../../src/models/model-weights';
import {parseNpy} from '../../../src/formats/numpy/parse-npy';
import {useCompiledKernels} from '../../support/compiled-kernels';
import {testData} from '../../support/data';
import {expectAlexNetError, expectNoLeak} from '../../support/matchers';
import {smallNetwork} from '../../support/small-network';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

const squeezenet = testData('weights', 'squeezenet1.1', 'squeezenet1_1.pth');

describe('loadWeights', () => {
  it.each([
    ['safetensors, own names', (model: ReturnType<typeof smallNetwork>) => writeSafetensors(model)],
    ['safetensors, names of PyTorch', model => writeSafetensors(model, {keys: 'torch'})],
    ['npz for Caffe', model => writeNpz(model)],
    ['npz, own names', model => writeNpz(model, {keys: 'own'})],
    ['onnx', model => writeOnnx(model)],
  ] as [string, (model: ReturnType<typeof smallNetwork>) => Promise<Uint8Array>][])(
    'reads back exactly what was written as %s',
    async (_, write) => {
      const [from, to] = [smallNetwork(1), smallNetwork(2)];
      const bytes = await write(from);
      await expectNoLeak(() => loadWeights(to, bytes));
      expect(await readModelWeights(to)).toEqual(await readModelWeights(from));
    },
  );

  it('says that arrays fit by their order, where only their names are others', async () => {
    const [from, to] = [smallNetwork(1), smallNetwork(2)];
    const arrays = (await readModelWeights(from)).map((array, i) => ({...array, name: `array${i}`}));
    const bytes = await writeNpz(from);
    const file = {format: 'npz', arrays, metadata: {}} as const;
    expect(() => applyWeights(to, file)).toThrow('--match order');
    applyWeights(to, file, {keys: 'order'});
    expect(await readModelWeights(to)).toEqual(await readModelWeights(from));
    await expectAlexNetError(
      () => loadWeights(createModel('lenet5', {seed: 1}), bytes),
      'bad-weights',
      'build the model that the weights belong to',
    );
  });

  it.each(['own', 'torch', 'caffe'] as ExportKeys[])('takes tensors by the names of %s', async keys => {
    const [from, to] = [smallNetwork(1), smallNetwork(2)];
    const tensors = Object.fromEntries(
      (await exportWeights(from, {keys})).map(({name, shape, data}) => [name, tf.tensor(data, shape)]),
    );
    const report = await loadWeights(to, tensors);
    expect(report).toMatchObject({format: 'arrays', keys, kept: [], extra: []});
    expect(report.matched).toHaveLength(6);
    expect(await readModelWeights(to)).toEqual(await readModelWeights(from));
  });

  it('brings the preprocessing along', async () => {
    const bytes = await writeSafetensors(smallNetwork(), {preprocessing: TINY_PREPROCESSING});
    expect((await loadWeights(smallNetwork(2), bytes)).preprocessing).toEqual(TINY_PREPROCESSING);
  });

  it('leaves new layers as they are, whatever the file has for them', async () => {
    const model = smallNetwork(2);
    const before = await readModelWeights(model);
    const arrays = await exportWeights(smallNetwork(1));
    const report = await loadWeights(
      model,
      arrays.filter(({name}) => name !== 'fc7/bias'),
      {newLayers: ['fc7']},
    );
    expect(report.kept).toEqual(['fc7/kernel', 'fc7/bias']);
    const after = await readModelWeights(model);
    expect(after.slice(4)).toEqual(before.slice(4));
    expect(after.slice(0, 4)).toEqual(arrays.slice(0, 4));
    await expectAlexNetError(
      () => loadWeights(model, arrays, {newLayers: ['fc9']}),
      'bad-argument',
      'fc9',
      'did you mean',
    );
  });

  it('changes nothing when one does not fit, and lists everything at once', async () => {
    const model = smallNetwork(2);
    const before = await readModelWeights(model);
    const arrays = await exportWeights(smallNetwork(1));
    const error = await expectAlexNetError(
      () =>
        loadWeights(model, [
          {name: 'conv1/kernel', shape: [1], data: new Float32Array(1)},
          ...arrays.slice(1, 5),
          {name: 'odd', shape: [], data: new Float32Array(1)},
        ]),
      'bad-weights',
      '2 of 6 tensors do not fit model "small"',
      'conv1/kernel is [1] where conv1/kernel asks for [3, 2, 2, 6]',
      'fix:',
    );
    expect(error.details).toMatchObject({
      missing: [{name: 'fc7/bias'}],
      extra: [{name: 'odd'}],
      wrongShape: [{name: 'conv1/kernel', received: [1]}],
    });
    expect(await readModelWeights(model)).toEqual(before);
  });

  it('refuses numbers that are not finite, and unknown options', async () => {
    const [first, ...others] = await exportWeights(smallNetwork(1));
    const broken = {...first!, data: first!.data.map(() => NaN)};
    await expectAlexNetError(
      () => loadWeights(smallNetwork(2), [broken, ...others]),
      'bad-weights',
      'not finite',
      'conv1/kernel',
    );
    await expectAlexNetError(
      () => loadWeights(smallNetwork(2), others, {formats: 'npz'} as object),
      'bad-argument',
      'did you mean "format"',
    );
  });

  describe.skipIf(squeezenet === undefined)('with the weights of SqueezeNet 1.1 in a .pth', () => {
    const bytes = (): Uint8Array => readFileSync(squeezenet ?? '');
    const array = (name: string) => parseNpy(readFileSync(testData('weights', 'squeezenet1.1', name) ?? ''));

    it('has the logits that are recorded for its input', async () => {
      await useCompiledKernels();
      const model = createModel('squeezenet1.1', {seed: 1});
      const report = await loadWeights(model, bytes());
      expect(report).toMatchObject({format: 'torch', keys: 'torchvision:squeezenet1.1', extra: []});
      const [input, output] = [array('input.npy'), array('output.npy')];
      const logits = tf.tidy(() => {
        const x = tf.transpose(tf.tensor(input.data, input.shape), [0, 2, 3, 1]);
        return (logitsModel(model)?.predict(x) as tf.Tensor).dataSync();
      });
      logits.forEach((value, i) => {
        expect(Math.abs(value - (output.data[i] ?? NaN))).toBeLessThan(1e-3);
      });
      model.dispose();
    });

    it('names the preset that would fit', async () => {
      await expectAlexNetError(
        () => loadWeights(createModel('alexnet-mini', {seed: 1}), bytes(), {fileName: 'a.pth'}),
        'bad-weights',
        'loadWeights "a.pth"',
        'these shapes match preset "squeezenet1.1"',
      );
    });
  });
});
