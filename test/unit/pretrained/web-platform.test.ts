import {expect, it} from 'vitest';
import {memoryStore} from '../../../src/pretrained/stores/memory-store';
import {webPlatform} from '../../../src/pretrained/web-platform';
import {PRETRAINED} from '../../../src/presets/pretrained';

it('webPlatform keeps files in the given store, else where the browser does, else in memory', async () => {
  const store = memoryStore();
  const platform = await webPlatform({store});
  expect([platform.store, platform.table]).toEqual([store, PRETRAINED]);
  // Node has no Cache Storage.
  expect((await webPlatform()).store.locate('a')).toBe(store.locate('a'));
  const hasher = platform.makeHasher('sha256');
  hasher.update(new Uint8Array());
  expect(hasher.hex()).toMatch(/^e3b0c442/);
});
