import {describe, expect, it} from 'vitest';
import type {RunFolder} from '../../../src/trainer/run-storage';
import {readRun, readRunSettings, writeRun, type StoredRun} from '../../../src/trainer/stored-run';
import {expectAlexNetError} from '../../support/matchers';

const RUN: StoredRun = {
  settings: {classes: ['a', 'b'], epochs: 3},
  data: {side: 1, labels: [0, 1], names: ['x', 'y'], bytes: Uint8Array.of(1, 2, 3, 4, 5, 6)},
  validation: {side: 1, labels: [1], names: ['z'], bytes: Uint8Array.of(7, 8, 9)},
};

function memoryFolder(): RunFolder & {files: Map<string, Uint8Array>} {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    checkpoints: undefined as never,
    readFile: name => Promise.resolve(files.get(name)),
    writeFile: (name, bytes) => {
      files.set(name, bytes);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

describe('a stored run', () => {
  it.each([
    ['with validation', RUN],
    ['without', {...RUN, validation: undefined}],
  ])('comes back as it was: %s', async (_, run) => {
    const folder = memoryFolder();
    expect(await readRun(folder, 'r')).toBe(undefined);
    await writeRun(folder, run);
    expect(await readRun(folder, 'r')).toEqual(run);
    expect(await readRunSettings(folder)).toEqual(run.settings);
  });

  it('is none while it is incomplete', async () => {
    const folder = memoryFolder();
    await writeRun(folder, RUN);
    const record = folder.files.get('trainer-run.json')!;
    for (const length of [0, 10, record.length - 2]) {
      folder.files.set('trainer-run.json', record.slice(0, length));
      expect(await readRun(folder, 'r')).toBe(undefined);
    }
    // Of another program.
    folder.files.set('trainer-run.json', new TextEncoder().encode('{"version":1}'));
    expect(await readRunSettings(folder)).toBe(undefined);
  });

  it('is not trained on images that have changed, nor read from another version', async () => {
    const folder = memoryFolder();
    await writeRun(folder, RUN);
    folder.files.get('images.bin')![2] = 99;
    await expectAlexNetError(() => readRun(folder, 'r'), 'bad-data', 'images.bin', 'removeRun');
    const body = JSON.stringify({version: 2, settings: {}});
    const {sha256Of} = await import('../../../src/trainer/sha256');
    const text = `{"sha256":"${await sha256Of(body)}","body":${body}}`;
    folder.files.set('trainer-run.json', new TextEncoder().encode(text));
    await expectAlexNetError(() => readRun(folder, 'r'), 'unsupported', 'version 2');
  });
});
