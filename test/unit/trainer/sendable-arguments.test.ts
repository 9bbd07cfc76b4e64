import {describe, expect, it} from 'vitest';
import {runName, sentModel, sentSet, sentWeights} from '../../../src/trainer/sendable-arguments';
import {expectAlexNetError} from '../../support/matchers';

describe('arguments of a trainer', () => {
  it('copy bytes inside a larger buffer, so that nothing else moves with them', () => {
    const whole = new Uint8Array(10);
    const part = whole.subarray(2, 5);
    const {weights} = sentWeights('trainer.train', part) as {weights: Uint8Array};
    const model = sentModel({'a.bin': part}) as {files: Record<string, Uint8Array>};
    const zip = sentModel(part) as {zip: Uint8Array};
    for (const sent of [weights, model.files['a.bin']!, zip.zip]) {
      expect(sent.buffer.byteLength).toBe(3);
    }
  });

  it('are names, records or files for weights', async () => {
    expect(sentWeights('trainer.train', 'lenet5.mine', 'http://here')).toEqual({
      weights: 'lenet5.mine',
      mirror: 'http://here',
    });
    await expectAlexNetError(
      () => sentWeights('trainer.train', {name: 'a'} as never),
      'bad-argument',
      'without url, digest, preset',
    );
    await expectAlexNetError(() => sentModel(null as never), 'bad-argument', 'a zip of it');
  });

  it('are one label and one name for each image', async () => {
    const images = [new Uint8Array(3)];
    expect(sentSet('trainer.train', {images, labels: [1]})).toMatchObject({labels: [1], names: ['0']});
    await expectAlexNetError(
      () => sentSet('trainer.train', {images: [new Uint8Array(3)], labels: [1], names: []}),
      'bad-argument',
      '0 names',
    );
  });

  it('are names of runs that are names of folders', async () => {
    expect(runName('trainer.resume', 'cats-1')).toBe('cats-1');
    await expectAlexNetError(() => runName('trainer.resume', '../a'), 'bad-argument', '"../a"');
  });
});
