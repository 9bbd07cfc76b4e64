import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {BINDING, buildBinding} from '../../../src/setup/build-binding.node';
import type {RunProcess} from '../../../src/setup/run-process.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

function machine(answer: (line: string) => number): {run: RunProcess; lines: string[]} {
  const lines: string[] = [];
  return {
    lines,
    run: (command, args) => {
      const line = `${command} ${args.join(' ')}`;
      lines.push(line);
      const code = answer(line);
      if (code === 0 && command === 'c++') {
        writeFileSync(args.at(-1) ?? '', 'binding');
      }
      return Promise.resolve({code, output: 'a.cc:1: error: no\nlast line'});
    },
  };
}

describe('buildBinding', () => {
  it("takes Node's headers where Node came with them", async () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'include/node'), {recursive: true});
    writeFileSync(join(root, 'include/node/node_api.h'), '');
    const {run, lines} = machine(() => 0);
    await buildBinding({compiler: 'c++', packageDirectory: root, run, execPath: join(root, 'bin/node')});
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`-I${join(root, 'include/node')}`);
    expect(readFileSync(join(root, BINDING), 'utf8')).toBe('binding');
  });

  it('else takes those of an npm package, in a folder that it removes', async () => {
    const root = temporaryDirectory();
    const {run, lines} = machine(() => 0);
    await buildBinding({compiler: 'c++', packageDirectory: root, run, execPath: join(root, 'bin/node')});
    expect(lines[0]).toMatch(/^npm install --prefix .* node-api-headers@\d/);
    const prefix = /--prefix (\S+)/.exec(lines[0]!)![1]!;
    expect(lines[1]).toContain(`-I${join(prefix, 'node_modules/node-api-headers/include')}`);
    expect(existsSync(prefix)).toBe(false);
  });

  it('says what the compiler or npm said, and leaves no half a binding', async () => {
    const root = temporaryDirectory();
    const options = {compiler: 'c++', packageDirectory: root, execPath: join(root, 'bin/node')};
    const compiling = machine(line => (line.startsWith('c++') ? 1 : 0));
    await expectAlexNetError(
      () => buildBinding({...options, run: compiling.run}),
      'unsupported',
      'does not compile',
      'a.cc:1: error: no',
    );
    const {run} = machine(() => 1);
    await expectAlexNetError(() => buildBinding({...options, run}), 'io', 'node-api-headers', 'last line');
    expect(existsSync(join(root, BINDING))).toBe(false);
  });
});
