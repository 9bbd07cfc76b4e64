import {describe, expect, it} from 'vitest';
import {readWeights} from '../../../src/exchange/read-weights';
import {encodeNpz} from '../../../src/weights/encode-npz';
import {encodeSafetensors} from '../../../src/weights/encode-safetensors';
import {expectAlexNetError} from '../../support/matchers';

describe('readWeights', () => {
  const arrays = [{name: 'conv1/0', shape: [2], data: Float32Array.of(1, 2)}];

  it('finds out what kind of file it is', async () => {
    expect(await readWeights(encodeNpz(arrays))).toMatchObject({format: 'npz', arrays});
    expect(await readWeights(encodeSafetensors(arrays))).toMatchObject({format: 'safetensors', arrays});
  });

  it('names the file that is none', async () => {
    await expectAlexNetError(
      () => readWeights(Uint8Array.of(1, 2, 3), {fileName: 'odd.bin'}),
      'bad-weights',
      'odd.bin',
      'fix:',
    );
  });
});
