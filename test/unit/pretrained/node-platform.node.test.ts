import {mkdtempSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {nodeHasher} from '../../../src/pretrained/download/node-hasher.node.js';
import {nodePlatform} from '../../../src/pretrained/node-platform.node.js';
import {PRETRAINED} from '../../../src/presets/pretrained';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('nodePlatform', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('keeps files in the folder of the option, and hashes with Node', async () => {
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', '');
    const {store, storeOption, makeHasher, mirror, table} = await nodePlatform({cache: '/tmp/shelf'});
    expect(store.locate('a/b')).toBe(join('/tmp/shelf', 'a/b'));
    expect([storeOption, makeHasher, mirror, table]).toEqual(['cache', nodeHasher, undefined, PRETRAINED]);
  });

  it('reads cache, mirror and table from the environment', async () => {
    const folder = mkdtempSync(join(temporaryDirectory(), 'env-'));
    const path = join(folder, 'table.json');
    writeFileSync(path, JSON.stringify([{...PRETRAINED['squeezenet1.1.imagenet1k-v1'], name: 'mine.a'}]));
    vi.stubEnv('ALEXNET_CACHE', folder);
    vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', 'https://example.org/w');
    vi.stubEnv('ALEXNET_WEIGHTS_TABLE', path);
    const {store, mirror, table} = await nodePlatform({});
    expect([store.locate('a/b'), mirror]).toEqual([join(folder, 'a/b'), 'https://example.org/w']);
    expect(Object.keys(table)).toEqual([...Object.keys(PRETRAINED), 'mine.a']);
  });
});
