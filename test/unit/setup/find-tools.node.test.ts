import {describe, expect, it} from 'vitest';
import {findTools} from '../../../src/setup/find-tools.node';
import type {RunProcess} from '../../../src/setup/run-process.node';
import {expectAlexNetError} from '../../support/matchers';

/** A machine with these command lines only. */
const machine =
  (...lines: string[]): RunProcess =>
  (command, args) =>
    Promise.resolve({code: lines.includes(`${command} ${args.join(' ')}`) ? 0 : 127, output: ''});

const PIP = 'python3 -m pip --version';

describe('findTools', () => {
  it('takes what the environment names first', async () => {
    const run = machine('/opt/python -m pip --version', PIP, '/opt/c++ --version', 'c++ --version');
    expect(await findTools(run, {PYTHON: '/opt/python', CXX: '/opt/c++'})).toEqual({
      python: '/opt/python',
      compiler: '/opt/c++',
    });
    expect(await findTools(run, {PYTHON: '/gone', CXX: ''})).toEqual({python: 'python3', compiler: 'c++'});
  });

  it('finds other compilers', async () => {
    expect(await findTools(machine(PIP, 'clang++ --version'), {})).toMatchObject({compiler: 'clang++'});
  });

  it.each([
    [['c++ --version'], 'there is no Python 3', 'apt install python3 python3-pip'],
    [['c++ --version', 'python3 --version'], 'python3 has no pip', 'python3 -m ensurepip'],
    [[PIP], 'there is no C++ compiler', 'set CXX'],
  ])('with %o only, names what is missing and how to get it', async (lines, problem, fix) => {
    await expectAlexNetError(() => findTools(machine(...lines), {}), 'unsupported', problem, fix);
  });
});
