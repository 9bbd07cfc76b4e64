import '@tensorflow/tfjs-backend-cpu';
import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {beforeAll, expect, it} from 'vitest';
import {RandomStream} from '../../src/core/random';
import {CheckpointStore} from '../../src/runs/checkpoint-store.node';
import {fileSystemIO} from '../../src/disk/file-system-io.node';
import {openModel} from '../../src/weights/open-model.node';
import {buildPrograms, hasNamespaces, IN_NAMESPACE} from '../support/build-program';
import {temporaryDirectory} from '../support/temporary-directory';
import {tinyModel} from '../support/tiny-run';

const SEED = 9;
const KILLS = Number(process.env.ALEXNET_KILLS ?? 6);
const LIMIT = 60_000 + 10_000 * KILLS;
const root = temporaryDirectory();
const program = join(root, 'killable-run.mjs');
/** Files that tell whether two runs are the same. */
const RESULTS = ['history.csv', 'model.json', 'checkpoints/step-00000200/weights.bin'];
/** A run that nothing disturbs. */
const whole = join(root, 'whole');
const writer = join(root, 'killable-writer.mjs');
beforeAll(async () => {
  await buildPrograms(root, ['killable-run', 'killable-writer']);
  expect(await start(whole)).toBe('done');
});

/** A run is the same as the one that nothing disturbed. */
function expectWhole(directory: string): void {
  for (const name of RESULTS) {
    expect(readFileSync(join(directory, name)).equals(readFileSync(join(whole, name)))).toBe(true);
  }
}

/** Runs the program; with `killMs` kills it that long after its first checkpoint. Returns its last line. */
function start(directory: string, killMs?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, directory], {stdio: ['ignore', 'pipe', 'pipe']});
    let [output, errors] = ['', ''];
    child.stdout.on('data', (text: Buffer) => {
      if (output === '' && killMs !== undefined) {
        setTimeout(() => child.kill('SIGKILL'), killMs);
      }
      output += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.once('exit', code => {
      if (code !== 0 && code !== null) {
        reject(new Error(errors));
      }
      resolve(output.trim().split('\n').at(-1) ?? '');
    });
  });
}

it(
  `killed at any moment, a run leaves complete checkpoints and a complete model, and resumes exactly (seed ${SEED})`,
  async () => {
    const random = RandomStream.derive(SEED, 'kill');
    const warnings: string[] = [];
    let [run, kills] = [0, 0];
    for (let isLast = false; !isLast;) {
      const killed = join(root, `killed-${run}`);
      isLast = kills === KILLS;
      if ((await start(killed, isLast ? undefined : random.integer(60))) === 'done') {
        expectWhole(killed);
        // A run of many kills may have come to its end before the last of them: the next ones are those of another run.
        run++;
        continue;
      }
      kills++;
      const store = await CheckpointStore.open(killed, {
        readOnly: true,
        onWarning: text => warnings.push(text),
      });
      for (const {step} of await store.list()) {
        expect((await store.load(step))?.step).toBe(step);
      }
      expect((await store.load('last'))?.step).toBeGreaterThan(0);
      if (existsSync(join(killed, 'model.json'))) {
        expect((await fileSystemIO(killed).load?.())?.weightSpecs).toHaveLength(4);
      }
    }
    expect(kills).toBe(KILLS);
    expect(warnings).toEqual([]);
  },
  LIMIT,
);

it(
  `killed at any moment, the writing of a model leaves the old model or the new one (seed ${SEED})`,
  async () => {
    const directory = join(root, 'written');
    const random = RandomStream.derive(SEED, 'kill-writer');
    const kernelOf = (of: ReturnType<typeof tinyModel>): number => of.getWeights()[0]!.dataSync()[0]!;
    const models = [
      [kernelOf(tinyModel(1)), 'dark'],
      [kernelOf(tinyModel(2)), 'day'],
    ];
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, [writer, directory], {stdio: ['ignore', 'pipe', 'inherit']});
      const ended = new Promise(resolve => child.once('exit', resolve));
      // Until the second model replaces the first.
      await new Promise(resolve => child.stdout.once('data', resolve));
      // A reader that comes while the model is replaced finds one of the two, too.
      const {model: read, preprocessing: record} = await openModel(directory);
      expect(models).toContainEqual([kernelOf(read), record.classes[0]]);
      read.dispose();
      await sleep(random.integer(40));
      child.kill('SIGKILL');
      await ended;
      const {model, preprocessing} = await openModel(directory);
      expect(models).toContainEqual([kernelOf(model), preprocessing.classes[0]]);
      model.dispose();
    }
  },
  LIMIT,
);

it.skipIf(!hasNamespaces)(
  `two containers never train in one directory at once, whichever is killed and when (seed ${SEED})`,
  async () => {
    let [run, shared] = [0, join(root, 'shared-0')];
    const random = RandomStream.derive(SEED, 'containers');
    let refused = 0;
    /** Starts a run in a namespace of its own; it may be refused because the other one writes. */
    const contend = (killMs: number | undefined): Promise<string> =>
      new Promise((resolve, reject) => {
        const child = spawn('unshare', [...IN_NAMESPACE, process.execPath, program, shared], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let [output, errors] = ['', ''];
        child.stdout.on('data', (text: Buffer) => {
          if (output === '' && killMs !== undefined) {
            setTimeout(() => child.kill('SIGKILL'), killMs);
          }
          output += text.toString();
        });
        child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
        child.once('exit', code => {
          if (code === 1 && errors.includes('another process is writing it')) {
            refused++;
            resolve('refused');
          } else if (code === 0 || code === null) {
            resolve(output.trim().split('\n').at(-1) ?? '');
          } else {
            reject(new Error(errors));
          }
        });
      });
    for (let kill = 0; kill < KILLS; kill += 2) {
      const ends = await Promise.all([contend(random.integer(60)), contend(random.integer(60))]);
      if (ends.includes('done')) {
        expectWhole(shared);
        // The next kills are those of another run.
        run++;
        shared = join(root, `shared-${run}`);
      }
    }
    // A process that was just killed may still end.
    await expect.poll(() => contend(undefined), {timeout: 60_000}).toBe('done');
    expectWhole(shared);
    expect(refused).toBeGreaterThan(0);
  },
  LIMIT,
);
