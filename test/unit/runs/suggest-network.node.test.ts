import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node';
import {suggestNetwork} from '../../../src/runs/suggest-network.node';
import {temporaryDirectory} from '../../support/temporary-directory';

function opened(files: readonly string[]): Parameters<typeof suggestNetwork>[0] {
  return {count: files.length, encoded: index => Promise.resolve(files[index] ?? '')};
}

describe('suggestNetwork', () => {
  it('names the recipes for few photos, and the networks for tiny ones', async () => {
    const photosOf = async (size: number): Promise<string[]> => {
      const folder = join(temporaryDirectory(), String(size));
      await drawCatsAndDogs(folder, {count: 4, seed: 1, sizePx: size});
      return readdirSync(folder, {recursive: true, encoding: 'utf8'})
        .filter(name => name.endsWith('.jpg'))
        .map(name => join(folder, name));
    };
    const few = await photosOf(96);
    expect(await suggestNetwork(opened(few))).toMatch(
      /from 4 training photos\. .*--recipe transfer .*--recipe small-data\.$/,
    );
    const tiny = await photosOf(32);
    expect(await suggestNetwork(opened(tiny))).toMatch(
      /4 training photos of 32 pixels\. .*--preset cifar10-quick/,
    );
    const more = Array.from({length: 1000}, () => few[0] ?? '');
    expect(await suggestNetwork(opened(more))).toMatch(/--recipe small-data \(from scratch\)/);
  });

  it('says nothing where there are enough photos', async () => {
    expect(await suggestNetwork(opened(Array.from({length: 20_000}, () => 'x.jpg')))).toBeUndefined();
  });
});
