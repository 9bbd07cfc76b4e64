import {describe, expect, it} from 'vitest';
import {encodeSafetensors} from '../../../../src/formats/safetensors/encode-safetensors';
import {
  isSafetensorsIndex,
  parseSafetensorsIndex,
  safetensorsShards,
} from '../../../../src/formats/safetensors/parse-safetensors-index';
import {expectAlexNetError} from '../../../support/matchers';
import {byName, utf8} from '../../../support/weight-bytes';

const shard = (name: string, ...values: number[]): Uint8Array =>
  encodeSafetensors([{name, shape: [values.length], data: Float32Array.from(values)}], {
    metadata: {format: 'pt'},
  });
const index = (map: object): Uint8Array => utf8(JSON.stringify({metadata: {total_size: 8}, weight_map: map}));
const MAP = {a: 'm-1.safetensors', b: 'm-2.safetensors', c: 'm-1.safetensors'};

describe('parseSafetensorsIndex', () => {
  it('joins the arrays of all files', () => {
    const two = index({a: 'm-1.safetensors', b: 'm-2.safetensors'});
    expect(isSafetensorsIndex(two)).toBe(true);
    expect(isSafetensorsIndex(shard('a', 1))).toBe(false);
    const {arrays, metadata} = parseSafetensorsIndex(two, [shard('a', 1), shard('b', 2)]);
    expect(byName(arrays)).toEqual({a: [[1], [1]], b: [[1], [2]]});
    expect(metadata).toEqual({format: 'pt'});
  });

  it('names each file once, in their order', () => {
    expect(safetensorsShards(index(MAP))).toEqual(['m-1.safetensors', 'm-2.safetensors']);
  });

  it('refuses files that do not hold what the index says, and files elsewhere', async () => {
    await expectAlexNetError(
      () => parseSafetensorsIndex(index(MAP), [shard('a', 1), shard('b', 2)]),
      'bad-weights',
      '"c" in m-1.safetensors',
    );
    await expectAlexNetError(
      () => parseSafetensorsIndex(index(MAP), []),
      'bad-weights',
      'm-1.safetensors',
      '0 files',
    );
    for (const name of ['../x.safetensors', '/etc/x', '..', 'a\\b', 7]) {
      await expectAlexNetError(() => safetensorsShards(index({a: name})), 'bad-weights', 'weight_map');
    }
  });
});
