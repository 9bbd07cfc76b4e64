/**
 * The packed package on a bare machine: `alexnet setup tfjs-node`, twice, broken and repaired, and training on it. It
 * installs for real (100 npm packages, 207 MB of wheel, a compiler), so it runs where ALEXNET_TEST_SETUP is set.
 */
import {execFile} from 'node:child_process';
import {mkdtempSync, openSync, rmSync, writeFileSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {SetupTensorFlowReport} from '../../src/setup/setup-tensorflow.node';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const IS_ON = process.env.ALEXNET_TEST_SETUP !== undefined && process.env.ALEXNET_TEST_SETUP !== '';
const TITLE = 'alexnet setup tfjs-node on a bare machine';

describe.skipIf(!IS_ON)(IS_ON ? TITLE : `${TITLE} (skipped: set ALEXNET_TEST_SETUP=1 to run it)`, () => {
  let project = '';
  const alexnet = async (...words: string[]): Promise<string> =>
    (await run('npx', ['--no-install', 'alexnet', ...words], {cwd: project, maxBuffer: 1e8})).stdout;
  const setUp = async (): Promise<SetupTensorFlowReport & {seconds: number}> =>
    JSON.parse(await alexnet('setup', 'tfjs-node', '--json')) as SetupTensorFlowReport & {seconds: number};

  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), 'alexnet-setup-test-'));
    const {stdout} = await run('npm', ['pack', '--json', '--pack-destination', project], {cwd: ROOT});
    const [packed] = JSON.parse(stdout) as {filename: string}[];
    writeFileSync(join(project, 'package.json'), JSON.stringify({name: 'bare', private: true}));
    await run('npm', ['install', '--no-audit', '--no-fund', join(project, packed!.filename)], {cwd: project});
  }, 300_000);
  afterAll(() => {
    rmSync(project, {recursive: true, force: true});
  });

  it('reports a missing backend before and a working one after; a second setup does nothing', async () => {
    interface Doctor {
      backends: {backend: string; works: boolean; fix?: string}[];
    }
    const node = async (): Promise<Doctor['backends'][number]> => {
      const {backends} = JSON.parse(await alexnet('doctor', '--json')) as Doctor;
      return backends.find(({backend}) => backend === 'node')!;
    };
    expect((await node()).fix).toContain('npx alexnet setup tfjs-node');
    const report = await setUp();
    expect(['installer', 'wheel']).toContain(report.source);
    expect(report.seconds).toBeLessThan(300);
    expect(await node()).toMatchObject({works: true});
    expect(await setUp()).toMatchObject({source: 'already there'});
  }, 400_000);

  it('trains with --backend node', async () => {
    const draw = `import('tfjs-alexnet/node').then(m => m.drawCatsAndDogs('photos', {count: 40, seed: 1}))`;
    await run(process.execPath, ['-e', draw], {cwd: project});
    const words = [
      '--preset',
      'alexnet-mini',
      '--max-steps',
      '3',
      '--batch',
      '8',
      '--backend',
      'node',
      '--json',
    ];
    const report = JSON.parse(await alexnet('train', '--data', 'photos', '--out', 'run', ...words)) as {
      backend: {backend: string} | string;
      loss: number;
    };
    expect(JSON.stringify(report.backend)).toContain('node');
    expect(report.loss).toBeGreaterThan(0);
  }, 200_000);

  it('detects a broken library and repairs it', async () => {
    const file = join(project, 'node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow_framework.so.2');
    const handle = openSync(file, 'r+');
    writeSync(handle, 'broken', 4096);
    const report = await setUp();
    expect(report.source).not.toBe('already there');
    expect(await setUp()).toMatchObject({source: 'already there'});
  }, 400_000);
});
