import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {fetchWheels} from '../../../src/setup/fetch-wheels.node';
import {HAS_PYTHON, SetupMachine} from '../../support/setup-machine';
import {temporaryDirectory} from '../../support/temporary-directory';

describe.skipIf(!HAS_PYTHON)('fetchWheels', () => {
  it('fetches what is missing only, and removes what is broken', async () => {
    const machine = new SetupMachine(temporaryDirectory());
    const directory = join(machine.root, 'wheels');
    const options = {python: 'python3', directory, run: machine.run};
    const [file] = await fetchWheels(machine.release.wheels, options);
    expect(file).toBe(join(directory, 'tensorflow_cpu-0.0.1-py3-none-any.whl'));
    writeFileSync(join(directory, 'other-1-py3-none-any.whl'), 'half of it');
    expect(await fetchWheels(machine.release.wheels, options)).toEqual([file]);
    expect(readdirSync(directory)).not.toContain('other-1-py3-none-any.whl');
    expect(machine.lines.filter(line => line.includes('pip download'))).toHaveLength(1);
  });

  it('asks pip for the very bytes, of any Python, without building anything', async () => {
    const machine = new SetupMachine(temporaryDirectory());
    const directory = join(machine.root, 'wheels');
    await fetchWheels(machine.release.wheels, {python: 'python3', directory, run: machine.run});
    const [line] = machine.lines;
    for (const part of ['--require-hashes', '--no-deps', '--only-binary :all:', '--python-version 3.11']) {
      expect(line).toContain(part);
    }
  });
});
