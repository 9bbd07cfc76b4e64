/**
 * Weights of other people that were refused once: they lie beside the repository, in shared/cases. Each is
 * read as the README there says.
 */
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {TEST_DATA} from '../support/data';
import {alexnet, alexnetJson} from '../support/in-process';
import {temporaryDirectory} from '../support/temporary-directory';

const CASES = resolve(TEST_DATA, '../cases');
const at = (...parts: string[]): string => join(CASES, ...parts);
const folder = temporaryDirectory();
const out = (name: string): string => join(folder, name);

interface Converted {
  classes: number;
  keys: string | null;
  extra: string[];
  assumed: string[];
}

describe.skipIf(!existsSync(CASES))('alexnet convert, of weights that belong to a preset', () => {
  it.each([
    ['dead_lenet5', 'lenet5', 'm1_32.binaryproto'],
    ['dead_cifar10-quick', 'cifar10-quick', 'm3_32.binaryproto'],
  ])('%s with a mean image', async (file, preset, mean) => {
    const {code, result} = await alexnetJson<Converted>(
      ...['convert', at('misc', `${file}.safetensors`), out(file), '--preset', preset],
      ...['--mean', at('misc', mean)],
    );
    expect(code).toBe(0);
    expect(result).toMatchObject({classes: 10, extra: []});
  });

  it('the advice of the refusal works', async () => {
    const input = ['convert', at('misc', 'dead_lenet5.safetensors'), out('lenet'), '--preset', 'lenet5'];
    const {code, stderr} = await alexnet(...input);
    expect(code).not.toBe(0);
    expect(stderr).toContain('--mean 0');
    const names = Array.from({length: 10}, (_, i) => `digit${i}`).join(',');
    const options = ['--mean', '0', '--scale', '0.0125', '--order', 'rgb', '--classes', names];
    expect((await alexnet(...input, ...options)).code).toBe(0);
  });
});
