import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {folderRuns} from '../../../../src/trainer/node/folder-runs.node.js';
import type {RunFolder} from '../../../../src/trainer/run-storage';
import {describeCheckpointLaws} from '../../../support/checkpoint-laws';
import {expectAlexNetError} from '../../../support/matchers';
import {temporaryDirectory} from '../../../support/temporary-directory';

const root = temporaryDirectory();
let folders = 0;
const newFolder = (): string => join(root, `runs-${++folders}`);

describe('folderRuns', () => {
  let folder = '';
  let open: RunFolder | undefined;
  const openA = async (): Promise<RunFolder> => {
    await open?.close();
    open = await folderRuns(folder).open('a', {readOnly: false});
    return open;
  };
  describeCheckpointLaws(
    async () => {
      await open?.close();
      open = undefined;
      folder = newFolder();
      return (await openA()).checkpoints;
    },
    async () => (await openA()).checkpoints,
  );

  it('has each run in a folder of its name, its files beside the checkpoints', async () => {
    const runs = folderRuns(newFolder());
    expect(await runs.names()).toEqual([]);
    const run = await runs.open('b', {readOnly: false});
    expect(await run.readFile('x.bin')).toBe(undefined);
    await run.writeFile('x.bin', Uint8Array.of(1, 2));
    expect(await run.readFile('x.bin')).toEqual(Uint8Array.of(1, 2));
    await expectAlexNetError(() => runs.open('b', {readOnly: false}), 'bad-state', 'in use');
    await expectAlexNetError(() => runs.remove('b'), 'bad-state', 'in use');
    await run.close();
    expect(await runs.names()).toEqual(['b']);
    await runs.remove('b');
    await runs.remove('never there');
    expect(await runs.names()).toEqual([]);
  });

  it('makes nothing when a run is only read, and takes files for no runs', async () => {
    const at = newFolder();
    mkdirSync(at);
    await (await folderRuns(at).open('a', {readOnly: true})).close();
    expect(existsSync(join(at, 'a'))).toBe(false);
    await expectAlexNetError(() => folderRuns(import.meta.filename).names(), 'io', 'ENOTDIR');
  });
});
