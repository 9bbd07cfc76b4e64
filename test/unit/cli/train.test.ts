import {cpSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ALEXNET_MINI} from 'tfjs-alexnet/presets';
import {beforeAll, describe, expect, it} from 'vitest';
import {alexnet, alexnetJson} from '../../support/in-process';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('alexnet train', () => {
  const root = temporaryDirectory();
  const photos = join(root, 'photos');
  // A small network: these laws are about files and words.
  const tiny = ['--data', photos, '--preset', 'lenet5', '--batch', '4', '--seed', '1'];
  beforeAll(async () => {
    await writeColorPhotos(photos, {perClass: 5});
  });

  it('prints the result of the run as JSON, with the classes in the requested order', async () => {
    const out = join(root, 'first');
    const {code, result} = await alexnetJson<Record<string, unknown>>(
      'train',
      ...tiny,
      '--out',
      out,
      '--max-steps',
      '2',
      '--classes',
      'dog,cat',
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({model: out, steps: 2, backend: 'wasm', classes: ['dog', 'cat']});
    expect(result.best).toEqual(expect.objectContaining({accuracy: result.accuracy}));
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('lenet5');
  });

  it('is resumed by the line in its report, whatever its options', async () => {
    const out = join(root, 'reported');
    const options = [
      '--max-steps',
      '2',
      '--classes',
      'dog,cat',
      '--class-weights',
      'dog=2',
      '--optimizer',
      'adam',
    ];
    expect((await alexnet('train', ...tiny, '--out', out, ...options)).code).toBe(0);
    const [, line = ''] =
      /npx alexnet (train .*--resume)/.exec(readFileSync(join(out, 'report.html'), 'utf8')) ?? [];
    const {code, stderr} = await alexnet(...line.split(' '));
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('begins anew')]);
  });

  it('is repeated by its run.json, and resumed by --out alone or with the same photos from elsewhere', async () => {
    const [first, again] = [join(root, 'to repeat'), join(root, 'repeated')];
    expect((await alexnet('train', ...tiny, '--out', first, '--max-steps', '2')).code).toBe(0);
    const repeated = await alexnet('train', '--config', join(first, 'run.json'), '--out', again);
    expect([repeated.code, repeated.stderr]).toEqual([0, expect.stringContaining('lenet5: 61,026')]);
    const historyOf = (out: string): string => readFileSync(join(out, 'history.csv'), 'utf8');
    expect(historyOf(again)).toBe(historyOf(first));

    const ended = await alexnet('train', '--resume', '--out', first);
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('--max-steps 2')]);
    const moved = join(root, 'moved photos');
    cpSync(photos, moved, {recursive: true});
    const {code, result} = await alexnetJson<{steps: number}>(
      ...['train', '--resume', '--out', first, '--data', moved, '--max-steps', '3'],
    );
    expect([code, result.steps]).toEqual([0, 3]);
    const other = await alexnet('train', '--resume', '--out', first, '--learning-rate', '0.5');
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('learningRate = 0.5')]);
    const none = await alexnet('train', '--resume', '--out', join(root, 'nowhere'));
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("required option '--data <dir>'")]);
  });

  it('trains by a recipe and on a network table of a file, and names the epoch of each evaluation', async () => {
    const table = join(root, 'network.json');
    const layers = ALEXNET_MINI.layers.map(row =>
      row.kind === 'dense' && row.units !== 'classes' ? {...row, units: 8} : row,
    );
    writeFileSync(table, JSON.stringify({...ALEXNET_MINI, id: 'own', layers}));
    const out = join(root, 'own network');
    const {code, stderr} = await alexnet(
      ...[
        'train',
        '--data',
        photos,
        '--out',
        out,
        '--recipe',
        'small-data',
        '--preset',
        table,
        '--epochs',
        '1',
      ],
    );
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/own: [\d,]+ parameters[^]*epoch 1\/1, step 1: /),
    ]);
    expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toMatchObject({
      ...{preset: {id: 'own'}, epochs: 1, schedule: {kind: 'cosine'}, warmupSteps: 50},
    });
    expect(readFileSync(join(out, 'preprocessing.json'), 'utf8')).not.toContain('"preset"');
  });

  it('takes --lr and --batch for --learning-rate and --batch-size, and shows both', async () => {
    const data = ['train', '--data', photos, '--preset', 'alexnet-mini', '--seed', '1', '--max-steps', '2'];
    data.push('--warmup-steps', '0');
    const history = async (name: string, ...options: string[]): Promise<string> => {
      const out = join(root, name);
      expect((await alexnet(...data, '--out', out, ...options)).code).toBe(0);
      return readFileSync(join(out, 'history.csv'), 'utf8');
    };
    const long = await history('long', '--batch-size', '3', '--learning-rate', '0.02');
    // The schedule is a cosine: the second step is a little below the first.
    expect(long).toMatch(/\n1,0,0\.02,/);
    expect(await history('short', '--batch', '3', '--lr', '0.02')).toBe(long);
    const {stdout} = await alexnet('train', '--help');
    expect(stdout).toContain('--batch, --batch-size <n>');
    expect(stdout).toContain('--lr, --learning-rate <x>');
    const refused = await alexnet(...data, '--out', join(root, 'none'), '--lr', 'x');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--learning-rate')]);
  });

  it('tells people the accuracy, the places and the next line to type', async () => {
    const out = join(root, 'second run');
    const {code, stdout, stderr} = await alexnet('train', ...tiny, '--out', out, '--max-steps', '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Validation accuracy [\d.]+ % \(best checkpoint, step \d/m);
    expect(stdout).toMatch(/2 steps, 1 epochs?, .* s, [\d.]+ % of the time waiting for photos\./);
    expect(stdout).toContain(`alexnet predict --model '${out}' PHOTO`);
    expect(stderr).toMatch(/step \d: validation accuracy /);
  });

  it('names before the training the photos that it is made without, and how many are left', async () => {
    const data = join(root, 'one broken');
    await writeColorPhotos(data, {perClass: 4});
    const broken = join(data, 'cat.99.jpg');
    writeFileSync(broken, 'no photo');
    const {code, stdout, stderr} = await alexnet(
      ...['train', '--data', data, '--preset', 'lenet5', '--batch', '4', '--max-steps', '1'],
      ...['--out', join(root, 'run without')],
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /skipped .*cat\.99\.jpg: It is not .*\nleft: \d training photos, \d validation photos\n[^]*step 1/,
    );
    const [, learned, held] = /left: (\d) training photos, (\d) validation photos/.exec(stderr) ?? [];
    expect(Number(learned) + Number(held)).toBe(8);
    expect(stdout).toContain('Skipped: 1 file.');
  });

  it('stops before the first step with code 130, no error and the command that resumes', async () => {
    const running = alexnet('train', ...tiny, '--out', join(root, 'stopped'), '--epochs', '50');
    await expect.poll(() => process.listenerCount('SIGTERM'), {interval: 1}).toBeGreaterThan(0);
    process.emit('SIGTERM');
    const {code, stderr} = await running;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping after this step');
    expect(stderr).not.toContain('internal');
  });

  it.each([
    ['--dropout', '1'],
    ['--validation-split', '0'],
    ['--max-steps', '0'],
    ['--checkpoint-every', 'x'],
    ['--cache-bytes', '1T'],
    ['--optimizer', 'momentun'],
    ['--classes', 'cat,cat'],
  ])('refuses %s %s with code 2 and writes nothing', async (option, value) => {
    const out = join(root, 'refused');
    const {code, stderr} = await alexnet('train', ...tiny, '--out', out, option, value);
    expect(code).toBe(2);
    expect(stderr).toContain(option);
    expect(stderr).toContain(JSON.stringify(value));
    expect(existsSync(out)).toBe(false);
  });
});
