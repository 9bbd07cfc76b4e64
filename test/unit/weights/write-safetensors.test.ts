import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {writeSafetensors} from '../../../src/weights/write-safetensors';
import {smallNetwork} from '../../support/small-network';
import {TINY_PREPROCESSING} from '../../support/tiny-run';

type Header = Record<string, {dtype: string; shape: number[]}> & {__metadata__: Record<string, string>};

const headerOf = (bytes: Uint8Array): Header => {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
};

describe('writeSafetensors', () => {
  it('says in the metadata whose layout it is, and carries the preprocessing', async () => {
    const own = headerOf(await writeSafetensors(smallNetwork(), {preprocessing: TINY_PREPROCESSING}));
    expect(own.__metadata__.format).toBe('tfjs-alexnet');
    expect(JSON.parse(own.__metadata__['tfjs-alexnet.preprocessing'] ?? '')).toEqual(TINY_PREPROCESSING);
    expect(own['conv1/kernel']?.shape).toEqual([3, 2, 2, 6]);
    const torch = headerOf(await writeSafetensors(smallNetwork(), {keys: 'torch', dtype: 'float16'}));
    expect(torch.__metadata__).toEqual({format: 'pt'});
    expect(torch['conv1.weight']).toMatchObject({dtype: 'F16', shape: [6, 2, 3, 2]});
  });
});
