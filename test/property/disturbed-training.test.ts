/** A training whose surroundings fail ends well, or resumes to the same bits. */
import {spawn, spawnSync} from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import {join, resolve} from 'node:path';
import {build} from 'esbuild';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {chooseBackend} from '../../src/backends/choose-backend.node.js';
import {RandomStream} from '../../src/core/random';
import {sha256Of} from '../../src/disk/digest.node.js';
import {AlexNetError} from '../../src/errors';
import {trainOnPhotos} from '../../src/runs/train-on-photos.node.js';
import type {TrainOnPhotosOptions} from '../../src/runs/train-on-photos-options';
import {expectAlexNetError} from '../support/matchers';
import {writeColorPhotos} from '../support/photo-files';
import {temporaryDirectory} from '../support/temporary-directory';

const SEED = 10;
/** Moments of each disturbance; ALEXNET_DISTURBANCES=10 for a thorough run of a few minutes. */
const MOMENTS = Number(process.env.ALEXNET_DISTURBANCES ?? 1);
vi.setConfig({testTimeout: 60_000 * MOMENTS});
const ROOT = resolve(import.meta.dirname, '../..');
const root = temporaryDirectory();
const photos = join(root, 'photos');
const random = RandomStream.derive(SEED, 'moments');

/** Digests of what a run computed; the last checkpoint has every number. */
function resultOf(out: string): string[] {
  const steps = readdirSync(join(out, 'checkpoints'))
    .filter(name => name.startsWith('step-'))
    .sort();
  const last = join('checkpoints', steps.at(-1)!);
  return [
    'history.csv',
    'model.json',
    'preprocessing.json',
    join(last, 'weights.bin'),
    join(last, 'optimizer.bin'),
  ].map(name => `${name} ${sha256Of(readFileSync(join(out, name)))}`);
}

beforeAll(async () => {
  await writeColorPhotos(photos, {perClass: 10});
});

describe('a photo that vanishes during the training', () => {
  const run = (out: string, more: Partial<TrainOnPhotosOptions> = {}): ReturnType<typeof trainOnPhotos> =>
    trainOnPhotos({
      data: photos,
      out,
      preset: 'lenet5',
      batchSize: 4,
      epochs: 4,
      evaluateEvery: 3,
      cacheBytes: 0,
      onWarning: () => undefined,
      ...more,
    });
  let whole: string[] = [];
  beforeAll(async () => {
    await chooseBackend();
    await run(join(root, 'whole'));
    whole = resultOf(join(root, 'whole'));
  });

  /** Trains until a photo is gone; returns the error, or undefined where the run did not need it any more. */
  async function untilGone(out: string, photo: string, step: number): Promise<unknown> {
    return run(out, {
      onProgress: progress => {
        if (progress.step === step) {
          renameSync(join(photos, photo), join(root, photo));
        }
      },
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  it(`stops it with a checkpoint, and it resumes to the same bits when the photo is back (${MOMENTS} times)`, async () => {
    for (let moment = 0; moment < MOMENTS; moment++) {
      const [out, photo] = [join(root, `vanish-${moment}`), `cat.${random.integer(10)}.png`];
      const error = await untilGone(out, photo, 1 + random.integer(8));
      expect(error).toBeInstanceOf(AlexNetError);
      expect((error as AlexNetError).message).toContain(photo);
      expect((error as AlexNetError).fix).toContain('put the file back and resume');
      renameSync(join(root, photo), join(photos, photo));
      await run(out, {resume: true});
      expect(resultOf(out)).toEqual(whole);
      rmSync(out, {recursive: true});
    }
  });

  it('does not end it for good: it resumes with the photos that are left, when told to', async () => {
    const [out, photo] = [join(root, 'gone'), 'dog.3.png'];
    await untilGone(out, photo, 5);
    await expectAlexNetError(
      () => run(out, {resume: true}),
      'bad-state',
      'set changed',
      'gone: dog.3.png',
      '--resume --changed-photos',
    );
    const before = readFileSync(join(out, 'preprocessing.json'), 'utf8');
    const report = await run(out, {resume: true, changedPhotos: true});
    expect(report.trainingCount + report.validationCount).toBe(19);
    // The weights were trained with the mean of the first start.
    expect(readFileSync(join(out, 'preprocessing.json'), 'utf8')).toBe(before);
    renameSync(join(root, photo), join(photos, photo));
  });
});

describe('the command', () => {
  // Within node_modules, so that packages that stay outside the bundle are found.
  const folder = mkdtempSync(join(ROOT, 'node_modules/.disturbed-'));
  const command = join(folder, 'dist/cli.mjs');
  const args = [
    'train',
    '--data',
    photos,
    '--preset',
    'lenet5',
    '--batch',
    '4',
    '--epochs',
    '8',
    '--evaluate-every',
    '4',
  ];
  let whole: string[] = [];
  beforeAll(async () => {
    copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    await build({
      entryPoints: [join(ROOT, 'src/cli/main.ts')],
      outfile: command,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@tensorflow/*', 'sharp', 'webgpu', 'commander', 'undici', 'cli-progress', 'uplot', 'yauzl'],
      tsconfig: join(ROOT, 'tsconfig.json'),
      logLevel: 'error',
    });
    const out = join(root, 'undisturbed');
    spawnSync(process.execPath, [command, ...args, '--out', out]);
    whole = resultOf(out);
  });
  afterAll(() => {
    rmSync(folder, {recursive: true, force: true});
  });

  interface Disturbance {
    /** Where stderr goes. */
    stderr?: 'pipe' | number;
    /** Called at a random moment of the training. */
    disturb?: (child: ReturnType<typeof spawn>) => unknown;
    more?: string[];
  }

  /** Starts a training; returns its exit code and what it printed. */
  function train(
    out: string,
    {stderr = 'pipe', disturb, more = []}: Disturbance = {},
  ): Promise<{code: number | null; errors: string}> {
    const child = spawn(process.execPath, [command, ...args, '--out', out, ...more], {
      stdio: ['ignore', 'pipe', stderr],
    });
    let errors = '';
    const wait = random.integer(250);
    const begin = (): void => {
      if (existsSync(join(out, 'history.csv'))) {
        setTimeout(() => disturb?.(child), wait);
      } else if (child.exitCode === null) {
        setTimeout(begin, 20);
      }
    };
    begin();
    child.stdout?.on('data', () => undefined);
    child.stderr?.on('data', (text: Buffer) => (errors += text.toString()));
    return new Promise(fulfil => {
      child.once('exit', code => {
        fulfil({code, errors});
      });
    });
  }

  it(`trains to the end when stdout or stderr is closed or full (${MOMENTS} times)`, async () => {
    const closeStdout = (child: ReturnType<typeof spawn>): unknown => child.stdout?.destroy();
    const disturbances: Disturbance[] = [
      {...(existsSync('/dev/full') ? {stderr: openSync('/dev/full', 'w')} : {}), disturb: closeStdout},
      {disturb: child => child.stderr?.destroy()},
      {disturb: closeStdout},
    ];
    const runs = MOMENTS === 1 ? 1 : MOMENTS * disturbances.length;
    for (let moment = 0; moment < runs; moment++) {
      const out = join(root, `output-${moment}`);
      const {code} = await train(out, disturbances[moment % disturbances.length]);
      expect([code, resultOf(out)]).toEqual([0, whole]);
      rmSync(out, {recursive: true});
    }
  });

  it.skipIf(process.platform === 'win32')(
    `writes a checkpoint and exits with 130 when its terminal closes, and resumes to the same bits (${MOMENTS} times)`,
    async () => {
      for (let moment = 0; moment < MOMENTS; moment++) {
        const out = join(root, `terminal-${moment}`);
        const {code, errors} = await train(out, {
          disturb: child => {
            child.kill('SIGHUP');
            child.kill('SIGHUP');
          },
        });
        // Where the training was faster than the signal, it is done.
        expect(code === 130 || code === 0, errors).toBe(true);
        expect((await train(out, {more: ['--resume']})).code).toBe(0);
        expect(resultOf(out)).toEqual(whole);
        rmSync(out, {recursive: true});
      }
    },
  );

  const disk = join(root, 'disk');
  mkdirSync(disk);
  const mount = (options: string): boolean =>
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
  const canMount = mount('size=1m');
  const unmount = (): unknown => spawnSync('umount', [disk]);
  if (canMount) {
    unmount();
  }

  it.skipIf(!canMount)(
    `reports a full disk, and resumes to the same bits when there is space (${MOMENTS} times)`,
    async () => {
      for (let moment = 0; moment < MOMENTS; moment++) {
        mount(`size=${500 + random.integer(20_000)}k`);
        try {
          const out = join(disk, 'run');
          const {code, errors} = await train(out);
          expect(code === 0 || (code === 1 && errors.includes('the disk is full')), errors).toBe(true);
          spawnSync('mount', ['-o', 'remount,size=200m', disk]);
          expect((await train(out, {more: ['--resume']})).code).toBe(0);
          expect(resultOf(out)).toEqual(whole);
        } finally {
          unmount();
        }
      }
    },
  );
});
