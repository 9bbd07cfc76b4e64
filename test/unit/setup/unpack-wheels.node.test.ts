import {existsSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {brokenLibraries, unpackWheels} from '../../../src/setup/unpack-wheels.node';
import {runProcess} from '../../../src/setup/run-process.node';
import {expectAlexNetError} from '../../support/matchers';
import {HAS_PYTHON, tinyRelease} from '../../support/setup-machine';
import {temporaryDirectory} from '../../support/temporary-directory';

describe.skipIf(!HAS_PYTHON)('unpackWheels', () => {
  it('takes the parts that are wanted, links the libraries, and replaces what was there', async () => {
    const root = temporaryDirectory();
    const {release, wheel} = tinyRelease(root);
    const directory = join(root, 'deps');
    const options = {python: 'python3', files: [wheel], directory, run: runProcess};
    await unpackWheels(release, options);
    writeFileSync(join(directory, 'old'), '');
    await unpackWheels(release, options);
    expect(readdirSync(directory).sort()).toEqual(['include', 'lib']);
    expect(readFileSync(join(directory, 'lib/libtensorflow_framework.so'), 'utf8')).toBe('the framework');
    expect(await brokenLibraries(release, directory)).toEqual([]);
    rmSync(join(directory, 'lib/libtensorflow.so'));
    writeFileSync(join(directory, 'lib/libtensorflow_cc.so.2'), '');
    expect(await brokenLibraries(release, directory)).toEqual([
      'lib/libtensorflow_cc.so.2',
      'lib/libtensorflow.so',
    ]);
  });

  it('keeps what was there where the wheel is broken, or holds other bytes than its list says', async () => {
    const root = temporaryDirectory();
    const {release, wheel} = tinyRelease(root);
    const directory = join(root, 'deps');
    const options = {python: 'python3', files: [wheel], directory, run: runProcess};
    await unpackWheels(release, options);
    const other = {...release, libraries: [{path: 'lib/libtensorflow_cc.so.2', sha256: '00'}]};
    await expectAlexNetError(
      () => unpackWheels(other, options),
      'io',
      'broken after unpacking',
      'libtensorflow_cc.so.2',
    );
    writeFileSync(wheel, readFileSync(wheel).subarray(0, 200));
    await expectAlexNetError(() => unpackWheels(release, options), 'io', 'could not be unpacked', 'zip file');
    expect(existsSync(join(directory, 'lib/libtensorflow_cc.so.2'))).toBe(true);
  });
});
