import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {writeOnnx} from '../../../src/weights/write-onnx';
import {TINY_PREPROCESSING} from '../../support/tiny-run';
import {smallNetwork} from '../../support/small-network';

describe('writeOnnx', () => {
  it('writes the preprocessing into the file if it is passed', async () => {
    const model = smallNetwork();
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    expect(text(await writeOnnx(model, {preprocessing: TINY_PREPROCESSING}))).toContain('"dark"');
    expect(text(await writeOnnx(model))).not.toContain('preprocessing');
  });
});
