/** The built command as users run it: wrong usage, and one small model from photos to predictions. */
import {chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {builtCommand, runCommand, startCommand, type CommandResult} from '../support/command';
import {testData} from '../support/data';
import {alexnet, alexnetJson} from '../support/in-process';
import {writeColorPhotos} from '../support/photo-files';
import {temporaryDirectory} from '../support/temporary-directory';

const root = temporaryDirectory();
const at = (...parts: string[]): string => join(root, ...parts);
const photos = at('my photos ü');
const model = at('model één');
const TINY = ['--preset', 'alexnet-mini', '--batch', '4', '--seed', '1'];
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what it expects
const json = <T>({stdout}: CommandResult): T => JSON.parse(stdout) as T;

beforeAll(async () => {
  await builtCommand();
  await writeColorPhotos(photos, {perClass: 8});
  writeFileSync(join(photos, 'notes.txt'), 'no photo');
  writeFileSync(join(photos, 'cat.99.png'), 'broken');
  mkdirSync(at('empty'));
  await writeColorPhotos(at('one class'), {classes: ['cat'], perClass: 3});
}, 240_000);

/** These start the command as a user does; the others run the same program without starting a process for each. */
const AS_PROCESS = ['no command', 'a missing folder'];

describe('alexnet, wrong usage', () => {
  it.each<[string, () => string[], number, string[]]>([
    ['no command', () => [], 2, ['no command', 'fix:']],
    ['an unknown command', () => ['tran'], 2, ['tran', 'Did you mean train?']],
    [
      'an unknown preset',
      () => ['train', '--data', photos, '--out', at('x'), '--preset', 'alexnet-mimi'],
      2,
      ['"alexnet-mimi"', 'alexnet-mini'],
    ],
    ['a preset that is not there', () => ['describe', 'alexnett'], 2, ['"alexnett"', 'did you mean']],
    [
      'a missing folder',
      () => ['train', '--data', at('nowhere'), '--out', at('x'), ...TINY],
      1,
      ['nowhere', 'fix:'],
    ],
    ['an empty folder', () => ['train', '--data', at('empty'), '--out', at('x'), ...TINY], 1, ['no photo']],
    [
      'one class only',
      () => ['train', '--data', at('one class'), '--out', at('x'), ...TINY],
      1,
      ['class', 'cat', 'fix:'],
    ],
    [
      'a single name in --classes',
      () => ['train', '--data', photos, '--out', at('x'), '--classes', 'cat', ...TINY],
      1,
      ['class', 'fix:'],
    ],
    ...['abc', '-1', '', '1.5', '0'].map((text): [string, () => string[], number, string[]] => [
      `--epochs ${JSON.stringify(text)}`,
      () => ['train', '--data', photos, '--out', at('x'), `--epochs=${text}`],
      2,
      ['--epochs', JSON.stringify(text), 'integer of at least 1'],
    ]),
    [
      '--learning-rate 0',
      () => ['train', '--data', photos, '--out', at('x'), '--learning-rate', '0'],
      2,
      ['--learning-rate', '"0"'],
    ],
    [
      'two threads where there is one',
      () => ['train', '--data', photos, '--out', at('x'), ...TINY, '--backend', 'cpu', '--threads', '2'],
      1,
      ['threads = 2', 'fix:'],
    ],
    [
      'a backend for pages only',
      () => ['train', '--data', photos, '--out', at('x'), '--backend', 'webgl', ...TINY],
      2,
      ['webgl', 'wasm, node, webgpu, cpu'],
    ],
    [
      'validation photos specified twice',
      () => [
        'train',
        '--data',
        photos,
        '--out',
        at('x'),
        '--validation',
        photos,
        '--validation-split',
        '0.2',
      ],
      2,
      ['--validation-split', '--validation'],
    ],
    ['no model directory', () => ['predict', '--model', at('empty'), 'x.jpg'], 1, ['not a model directory']],
    [
      'an ending that is no form',
      () => ['mean', '--data', photos, '--out', 'x.xyz'],
      2,
      ['x.xyz', '.json, .png'],
    ],
  ])('%s', async (title, args, code, fragments) => {
    // What the process adds, exit code and streams, is the same for all of one code.
    const result = await (AS_PROCESS.includes(title) ? runCommand(args()) : alexnet(...args()));
    expect(result.stderr).not.toContain('    at ');
    for (const fragment of fragments) {
      expect(result.stderr).toContain(fragment);
    }
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(existsSync(at('x'))).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('an output place that may not be written', async () => {
    mkdirSync(at('locked'), {mode: 0o500});
    const result = await alexnet('train', '--data', photos, '--out', at('locked', 'run'), ...TINY);
    chmodSync(at('locked'), 0o700);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('fix:');
  });

  it('an output place inside a file', async () => {
    writeFileSync(at('a file'), '');
    const result = await alexnet('train', '--data', photos, '--out', at('a file', 'run'), ...TINY);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('a file');
    expect(result.stderr).not.toContain('internal');
  });
});

describe('alexnet, one model from photos to predictions', () => {
  it('trains: one JSON object on stdout, a whole model directory', async () => {
    const result = await runCommand([
      'train',
      '--data',
      photos,
      '--out',
      model,
      ...TINY,
      '--max-steps',
      '4',
      '--json',
    ]);
    expect([result.stderr, result.code]).toEqual([expect.any(String), 0]);
    const report = json<Record<string, unknown>>(result);
    expect(report).toMatchObject({model, steps: 4, backend: 'wasm', best: {accuracy: report.accuracy}});
    for (const key of ['epochs', 'seconds', 'loss', 'accuracy']) {
      expect(report[key]).toBeTypeOf('number');
    }
    expect(JSON.stringify(report.skipped)).toContain('cat.99.png');
    expect(result.stderr).toMatch(/^skipped .*cat\.99\.png: .+/m);
    expect(readdirSync(model)).toEqual(
      expect.arrayContaining([
        'model.json',
        'preprocessing.json',
        'checkpoints',
        'logs',
        'history.csv',
        'report.html',
      ]),
    );
    expect(readFileSync(join(model, 'history.csv'), 'utf8').trim().split('\n').length).toBe(5);
  });

  it('refuses the directory of another run and does not change it', async () => {
    const before = readFileSync(join(model, 'history.csv'), 'utf8');
    const result = await alexnet('train', '--data', photos, '--out', model, ...TINY, '--max-steps', '4');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('--resume');
    expect(readFileSync(join(model, 'history.csv'), 'utf8')).toBe(before);
  });

  it('continues with --resume to more steps', async () => {
    const args = [
      'train',
      '--data',
      photos,
      '--out',
      model,
      ...TINY,
      '--max-steps',
      '6',
      '--resume',
      '--json',
    ];
    const result = await runCommand(args);
    expect([result.stderr, result.code]).toEqual([expect.any(String), 0]);
    expect(json(result)).toMatchObject({steps: 6});
    expect(readFileSync(join(model, 'history.csv'), 'utf8').trim().split('\n').length).toBe(7);
  });

  it('evaluates', async () => {
    const result = await runCommand(['evaluate', '--model', model, '--data', photos, '--json']);
    expect(result.code).toBe(0);
    const report = json<{count: number; top1: number; confusion: number[][]; skipped: {file: string}[]}>(
      result,
    );
    expect(report).toMatchObject({
      count: 16,
      top5: 1,
      classes: ['cat', 'dog'],
      loss: expect.any(Number) as number,
    });
    expect(report.confusion.flat().reduce((sum, n) => sum + n, 0)).toBe(16);
    expect(report.top1).toBe((report.confusion[0]![0]! + report.confusion[1]![1]!) / 16);
    expect(report.skipped.map(({file}) => file).sort()).toEqual([
      join(photos, 'cat.99.png'),
      join(photos, 'notes.txt'),
    ]);
  });

  it('predicts files and folders, and names unreadable files', async () => {
    const good = join(photos, 'dog.1.png');
    const result = await runCommand([
      'predict',
      '--model',
      model,
      good,
      photos,
      at('nowhere.jpg'),
      '--top',
      '1',
      '--json',
    ]);
    expect(result.code).toBe(0);
    const {predictions} = json<{predictions: {file: string; error?: string; top?: unknown[]}[]}>(result);
    expect(predictions[0]).toMatchObject({
      file: good,
      label: expect.stringMatching(/^(cat|dog)$/) as string,
      index: expect.any(Number) as number,
      score: expect.any(Number) as number,
      top: [expect.objectContaining({index: expect.any(Number) as number})],
    });
    const failed = predictions.filter(({error}) => error !== undefined).map(({file}) => file);
    expect(failed.sort()).toEqual(
      [at('nowhere.jpg'), join(photos, 'cat.99.png'), join(photos, 'notes.txt')].sort(),
    );
    expect(predictions.length).toBe(16 + 3);
  });

  it('fails if no file can be read, and reports the reason for each', async () => {
    const {code, result} = await alexnetJson<{predictions: {error?: string}[]}>(
      ...['predict', '--model', model, join(photos, 'cat.99.png'), at('no')],
    );
    expect(code).toBe(1);
    const {predictions} = result;
    expect(predictions.map(({error}) => typeof error)).toEqual(['string', 'string']);
  });

  it('writes features as npy with their names beside them', async () => {
    const out = at('features', 'fc7.npy');
    const result = await runCommand(['features', '--model', model, '--data', photos, '--out', out, '--json']);
    expect(result.code).toBe(0);
    const {shape} = json<{shape: [number, number]}>(result);
    expect(shape[0]).toBe(16);
    const bytes = readFileSync(out);
    expect(bytes.subarray(1, 6).toString()).toBe('NUMPY');
    expect(bytes.length).toBe(10 + bytes.readUInt16LE(8) + 4 * shape[0] * shape[1]);
    const names = JSON.parse(readFileSync(at('features', 'fc7.json'), 'utf8')) as {photos: {label: string}[]};
    expect(names.photos.map(({label}) => label).sort()).toEqual([
      ...Array<string>(8).fill('cat'),
      ...Array<string>(8).fill('dog'),
    ]);
  });

  it('computes the mean', async () => {
    const out = at('mean.json');
    const {code, result} = await alexnetJson<{count: number; mean: number[]}>(
      ...['mean', '--data', photos, '--out', out, '--size', '8'],
    );
    expect(code).toBe(0);
    const {count, mean} = result;
    // Half of the images are brighter by 120 in red, the other half in green; 69.5 is the mean of 40 … 99.
    expect([count, ...mean.map(value => Math.round(value / 10))]).toEqual([16, 13, 13, 7]);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({meanImage: {shape: [8, 8, 3]}});
  });

  it.each(['alexnet', 'alexnet-mini'])('describes %s', async preset => {
    const {code, result: report} = await alexnetJson<{
      parameters: number;
      layers: {name: string; parameters: number}[];
    }>('describe', preset);
    expect(code).toBe(0);
    expect(report.layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(report.parameters);
    if (preset === 'alexnet') {
      expect(report.parameters).toBe(60_965_224); // the paper's two towers at 1000 classes
    }
  });

  it('describes the model that it trained', async () => {
    const {code, result} = await alexnetJson<{layers: {name: string}[]}>('describe', model);
    expect(code).toBe(0);
    expect(result.layers.map(({name}) => name)).toContain('fc7');
  });

  it('examines the machine', async () => {
    const result = await runCommand(['doctor', '--json']);
    expect(result.code).toBe(0);
    expect(json(result)).toMatchObject({photos: {works: true}});
  });

  it('does not crash when its reader stops reading', async () => {
    const running = startCommand(['describe', 'alexnet']);
    running.child.stdout?.destroy();
    const {code, stderr} = await running.done;
    expect([code, stderr]).toEqual([0, '']);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops at %s with a checkpoint and code 130, and resumes from there',
    async signal => {
      const out = at(`stopped by ${signal}`);
      const args = [
        'train',
        '--data',
        photos,
        '--out',
        out,
        ...TINY,
        '--epochs',
        '500',
        '--evaluate-every',
        '2',
      ];
      const running = startCommand(args);
      await expect.poll(running.stderr, {timeout: 60_000, interval: 20}).toContain(': validation accuracy ');
      running.child.kill(signal);
      const {code, stdout, stderr} = await running.done;
      expect(code).toBe(130);
      // A stopped run has written no report, so the output must not mention one.
      expect(stdout).toContain(`model    ${out}`);
      expect([stdout.includes('report.html'), existsSync(join(out, 'report.html'))]).toEqual([false, false]);
      expect(stderr).toContain('--resume');
      const step = Number(/Stopped at step (\d+)/.exec(stderr)?.[1]);
      expect(readdirSync(join(out, 'checkpoints')).length).toBeGreaterThan(0);
      const resumed = await alexnetJson(...args, '--max-steps', String(step + 1), '--resume');
      expect([resumed.stderr, resumed.code]).toEqual([expect.any(String), 0]);
      expect(resumed.result).toMatchObject({steps: step + 1});
    },
  );
});

const odd = testData('odd');
describe.skipIf(odd === undefined)(
  `alexnet on odd photos${odd === undefined ? ' (skipped: no test data)' : ''}`,
  () => {
    it('predicts all that can be read and names the rest', async () => {
      const {code, result} = await alexnetJson<{predictions: {file: string; error?: string}[]}>(
        ...['predict', '--model', model, odd ?? '', '--top', '1'],
      );
      expect(code).toBe(0);
      const {predictions} = result;
      const failed = predictions.filter(({error}) => error !== undefined);
      expect(failed.length).toBeLessThan(10);
      expect(predictions.length - failed.length).toBeGreaterThanOrEqual(35);
    });
  },
);
