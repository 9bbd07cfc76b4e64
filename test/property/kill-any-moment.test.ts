import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {beforeAll, expect, it} from 'vitest';
import {RandomStream} from '../../src/core/random';
import {CheckpointStore} from '../../src/runs/checkpoint-store.node';
import {fileSystemIO} from '../../src/disk/file-system-io.node';
import {temporaryDirectory} from '../support/temporary-directory';

const SEED = 9;
const KILLS = Number(process.env.ALEXNET_KILLS ?? 6);
const root = temporaryDirectory();
const program = join(root, 'run.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../support/killable-run.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    // One copy of tfjs for all, with the registrations that its packages do on import.
    mainFields: ['module', 'main'],
    ignoreAnnotations: true,
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
});

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

it(`killed at any moment, a run leaves complete checkpoints and a complete model, and resumes exactly (seed ${SEED})`, async () => {
  const [whole, killed] = [join(root, 'whole'), join(root, 'killed')];
  expect(await start(whole)).toBe('done');
  const random = RandomStream.derive(SEED, 'kill');
  const warnings: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // A run that was already complete would prove nothing.
    expect(await start(killed, random.integer(60))).not.toBe('done');
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
  expect(await start(killed)).toBe('done');
  expect(warnings).toEqual([]);
  for (const name of ['history.csv', 'model.json', 'checkpoints/step-00000200/weights.bin']) {
    expect(readFileSync(join(killed, name)).equals(readFileSync(join(whole, name)))).toBe(true);
  }
});
