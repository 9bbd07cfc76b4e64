import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {ALEXNET_MINI} from '../../../../src/presets/networks/alexnet-mini';
import {SMALL_DATA} from '../../../../src/presets/recipes/small-data';
import {openPreset, openRecipe, readSettingsFile} from '../../../../src/runs/settings/settings-file.node';
import {expectAlexNetError} from '../../../support/matchers';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
const write = (name: string, content: string | object): string => {
  const path = join(root, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('readSettingsFile', () => {
  it('returns the settings without what is said about them', async () => {
    const path = write('settings.json', {title: 't', reasons: {}, run: {}, sha256: 'x', epochs: 3});
    expect(await readSettingsFile(path)).toEqual({epochs: 3});
    expect(await readSettingsFile(write('bom.json', '\uFEFF{"epochs": 3}'))).toEqual({epochs: 3});
  });

  it.each<[string, string, ...string[]]>([
    ['bad.json', '{"epochs": 3,}', 'this is no JSON'],
    ['empty.json', '', 'this is no JSON'],
    ['nan.json', '{"learningRate": NaN}', 'this is no JSON'],
    ['list.json', '[1]', 'settings is not an object'],
    ['unknown.json', '{"epoch": 3}', 'unknown.json', '"epochs"'],
  ])('refuses %s: %s', async (name, content, ...parts) => {
    await expectAlexNetError(() => readSettingsFile(write(name, content)), 'bad-argument', ...parts);
  });

  it('says that a path is a directory or nothing', async () => {
    const folder = join(root, 'folder');
    mkdirSync(folder);
    await expectAlexNetError(
      () => readSettingsFile(folder),
      'bad-argument',
      'a directory',
      'folder/run.json',
    );
    await expectAlexNetError(() => readSettingsFile(join(root, 'none.json')), 'bad-argument', 'no such file');
  });
});

describe('openRecipe', () => {
  it('takes a name, a file and a recipe', async () => {
    const {title: _title, reasons: _reasons, ...settings} = SMALL_DATA;
    expect(await openRecipe('small-data')).toEqual(settings);
    expect(await openRecipe(SMALL_DATA)).toEqual(settings);
    expect(await openRecipe(write('recipe.json', SMALL_DATA))).toEqual(settings);
  });

  it('refuses an unknown name with the nearest, and places', async () => {
    await expectAlexNetError(() => openRecipe('smal-data'), 'bad-argument', 'did you mean "small-data"?');
    await expectAlexNetError(
      () => openRecipe(write('places.json', {data: 'photos', epochs: 1})),
      'bad-argument',
      'a recipe has no data',
      '--config',
    );
  });
});

describe('openPreset', () => {
  it('returns a name as it is, and a table from a file or as it is', async () => {
    expect(await openPreset('alexnet')).toBe('alexnet');
    expect(await openPreset(ALEXNET_MINI)).toBe(ALEXNET_MINI);
    expect(await openPreset(write('network.json', ALEXNET_MINI))).toEqual(ALEXNET_MINI);
  });

  it('names the file of a table that is wrong', async () => {
    await expectAlexNetError(
      () => openPreset(write('no.json', {id: 'x'})),
      'bad-argument',
      'no.json',
      'without',
    );
  });
});
