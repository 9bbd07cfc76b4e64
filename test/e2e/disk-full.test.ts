/** Training on a disk of a few megabytes. Needs permission to mount one. */
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {CheckpointStore} from '../../src/runs/checkpoint-store.node.js';
import {builtCommand, runCommand} from '../support/command';
import {writeColorPhotos} from '../support/photo-files';
import {temporaryDirectory} from '../support/temporary-directory';

const root = temporaryDirectory();
const disk = join(root, 'disk');
mkdirSync(disk);
const mount = (options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
// A checkpoint of alexnet-mini takes 10 MB: one fits, a second does not.
const isMounted = process.platform === 'linux' && mount('size=16m');
afterAll(() => {
  if (isMounted) {
    spawnSync('umount', [disk]);
  }
});

describe.skipIf(!isMounted)(
  `alexnet train on a full disk${isMounted ? '' : ' (skipped: no disk can be mounted)'}`,
  () => {
    beforeAll(async () => {
      await builtCommand();
    }, 240_000);

    it('reports it, keeps the written files, and resumes exactly when there is space', async () => {
      const photos = join(root, 'photos');
      await writeColorPhotos(photos, {perClass: 8});
      const args = [
        'train',
        '--data',
        photos,
        '--preset',
        'alexnet-mini',
        '--batch',
        '4',
        '--max-steps',
        '5',
      ];
      const run = async (out: string, ...more: string[]): ReturnType<typeof runCommand> =>
        runCommand([...args, '--checkpoint-every', '2', '--out', out, ...more]);
      const out = join(disk, 'run');
      const full = await run(out);
      expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('the disk is full')]);
      expect(full.stderr).toContain('fix: free some space');
      const store = await CheckpointStore.open(out, {readOnly: true});
      const [kept, ...none] = await store.list();
      expect([(await store.load('last'))?.step, none]).toEqual([kept?.step, []]);
      expect(readdirSync(store.directory).filter(name => name.startsWith('.tmp'))).toEqual([]);
      expect(spawnSync('mount', ['-o', 'remount,size=100m', disk]).status).toBe(0);
      expect((await run(out, '--resume')).code).toBe(0);
      const whole = join(root, 'whole');
      expect((await run(whole)).code).toBe(0);
      const bytes = (place: string): Buffer[] =>
        ['history.csv', 'checkpoints/step-00000005/weights.bin'].map(name => readFileSync(join(place, name)));
      expect(bytes(out).map((file, i) => file.equals(bytes(whole)[i] ?? Buffer.alloc(0)))).toEqual([
        true,
        true,
      ]);
    });
  },
);
