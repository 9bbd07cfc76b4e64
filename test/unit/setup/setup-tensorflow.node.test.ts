import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {setupTensorFlow, type SetupProgress} from '../../../src/setup/setup-tensorflow.node';
import {expectAlexNetError} from '../../support/matchers';
import {SetupMachine, type Troubles} from '../../support/setup-machine';
import {temporaryDirectory} from '../../support/temporary-directory';

const on = (troubles: Troubles = {}): SetupMachine => new SetupMachine(temporaryDirectory(), troubles);
const setUp = (machine: SetupMachine, options = {}): ReturnType<typeof setupTensorFlow> =>
  setupTensorFlow('tfjs-node', {
    ...{directory: machine.root, run: machine.run, release: machine.release, machine: 'linux-x64'},
    ...options,
  });

describe('setupTensorFlow', () => {
  it('takes its own installer where that works, and builds nothing', async () => {
    const machine = on({installerWorks: true});
    expect(await setUp(machine)).toEqual({
      packageName: '@tensorflow/tfjs-node',
      path: machine.package,
      tensorflow: '2.9.1',
      source: 'installer',
    });
    expect(machine.lines[0]).toBe(
      'npm install --save-optional --save-exact --ignore-scripts --no-audit --no-fund @tensorflow/tfjs-node@4.22.0',
    );
    expect(machine.lines.some(line => line.includes('pip'))).toBe(false);
  });

  it('else builds against the library of the wheel, tries it, and says why', async () => {
    const machine = on();
    const report = await setUp(machine);
    expect(report).toMatchObject({
      tensorflow: '0.0.1',
      source: 'wheel',
      installerFailure: 'npm error Error: getaddrinfo ENOTFOUND some.host',
    });
    expect(readFileSync(join(machine.package, 'deps/lib/libtensorflow.so'), 'utf8')).toBe('the library');
    expect(existsSync(join(machine.package, 'download'))).toBe(false);
    expect(existsSync(join(machine.package, 'deps/include/tensorflow/c/c_api.h'))).toBe(true);
    expect(existsSync(join(machine.package, 'lib/napi-v8/tfjs_binding.node.partial'))).toBe(false);
  });

  it('does nothing the second time but try what is there', async () => {
    const machine = on();
    await setUp(machine);
    machine.lines.length = 0;
    expect(await setUp(machine)).toMatchObject({source: 'already there', tensorflow: '0.0.1'});
    expect(machine.lines).toHaveLength(1);
  });

  it('repairs a library whose bytes have changed, and a binding that is gone', async () => {
    const machine = on();
    await setUp(machine);
    writeFileSync(join(machine.package, 'deps/lib/libtensorflow_cc.so.2'), 'the librarz');
    expect(await setUp(machine)).toMatchObject({source: 'wheel'});
    expect(readFileSync(join(machine.package, 'deps/lib/libtensorflow_cc.so.2'), 'utf8')).toBe('the library');
    machine.lines.length = 0;
    const {rmSync} = await import('node:fs');
    rmSync(join(machine.package, 'lib'), {recursive: true});
    expect(await setUp(machine)).toMatchObject({source: 'wheel'});
    expect(machine.lines.some(line => line.includes('pip download'))).toBe(false);
  });

  it('resumes after an interrupted setup, with what was downloaded', async () => {
    const machine = on({compileFails: true});
    await expectAlexNetError(
      () => setUp(machine),
      'unsupported',
      'does not compile',
      "error: 'auto' changes meaning",
      'name it in CXX',
    );
    machine.troubles = {};
    machine.lines.length = 0;
    expect(await setUp(machine, {fromWheel: true})).toMatchObject({source: 'wheel'});
    expect(machine.lines.some(line => line.includes('pip download'))).toBe(false);
  });

  it('repeats a damaged download once without the cache, and then fails', async () => {
    const machine = on({brokenDownloads: 1});
    expect(await setUp(machine)).toMatchObject({source: 'wheel'});
    const downloads = machine.lines.filter(line => line.includes('pip download'));
    expect(downloads.map(line => line.endsWith('--no-cache-dir'))).toEqual([false, true]);
    await expectAlexNetError(
      () => setUp(on({brokenDownloads: 2})),
      'io',
      'pip could not fetch tensorflow-cpu==0.0.1',
      'DO NOT MATCH THE HASHES',
    );
  });

  it('says all that is missing before anything is fetched', async () => {
    const machine = on({noPip: true, noCompiler: true});
    await expectAlexNetError(
      () => setUp(machine),
      'unsupported',
      'python3 has no pip, and there is no C++ compiler',
      'apt install python3-pip',
      'apt install g++',
    );
    expect(machine.lines.some(line => line.includes('download'))).toBe(false);
  });

  it('names what npm says, and a build that does not train', async () => {
    await expectAlexNetError(() => setUp(on({npmFails: true})), 'io', 'npm could not install', 'ENOTFOUND');
    await expectAlexNetError(
      () => setUp(on({buildTrains: false})),
      'unsupported',
      'does not train',
      'took the loss from 1 to 2',
      'fix: remove',
    );
  });

  it('refuses other machines only where the installer fails', async () => {
    const machine = 'darwin-arm64';
    expect(await setUp(on({installerWorks: true}), {machine})).toMatchObject({source: 'installer'});
    await expectAlexNetError(() => setUp(on(), {machine}), 'unsupported', 'darwin-arm64', '--backend wasm');
  });

  it('leaves package.json alone and skips the installer where it is told to', async () => {
    const machine = on({installerWorks: true});
    const report = await setUp(machine, {save: false, fromWheel: true});
    expect(report).toMatchObject({source: 'wheel', installerFailure: 'it was not tried'});
    expect(machine.lines[0]).toContain('npm install --no-save ');
    expect(machine.lines.some(line => line.startsWith('npm rebuild'))).toBe(false);
  });

  it('tells each step as it begins', async () => {
    const told: SetupProgress[] = [];
    await setUp(on(), {onProgress: (progress: SetupProgress) => told.push(progress)});
    // On a slow machine a step is reported again each second.
    const begun = told.filter(({step}, i) => step !== told[i - 1]?.step);
    expect(begun.map(({step}) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(begun[2]).toMatchObject({task: 'fetching TensorFlow 0.0.1 (0 MB)', steps: 6, seconds: 0});
  });

  it('does not run twice at once', async () => {
    const machine = on();
    const [first, second] = await Promise.allSettled([setUp(machine), setUp(machine)]);
    const rejected = [first, second].find(({status}) => status === 'rejected') as PromiseRejectedResult;
    expect(String(rejected.reason)).toContain('another setup is running here');
  });
});
