import {AlexNetError} from '../errors';
import type {RunProcess} from './run-process.node.js';

/** The programs that a build of the binding needs. */
export interface BuildTools {
  /** A Python that has pip. */
  python: string;
  /** A compiler for C++17. */
  compiler: string;
}

const WHERE = 'setup';

/** Finds Python with pip, and a C++ compiler; says everything that is missing at once. */
export async function findTools(
  run: RunProcess,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<BuildTools> {
  const python = await findPython(run, env);
  const compiler = await firstThatRuns(run, [env.CXX, 'c++', 'g++', 'clang++'], ['--version']);
  const missing = [
    ...('problem' in python ? [python] : []),
    ...(compiler === undefined
      ? [
          {
            problem: 'there is no C++ compiler',
            fix: 'sudo apt install g++ (Fedora: sudo dnf install gcc-c++), or set CXX',
          },
        ]
      : []),
  ];
  if ('problem' in python || compiler === undefined) {
    throw new AlexNetError({
      code: 'unsupported',
      where: WHERE,
      problem: `${missing.map(({problem}) => problem).join(', and ')}.`,
      expected:
        'Python 3 with pip, which fetches the library of TensorFlow, and a C++ compiler, which builds the binding',
      received: 'a machine without',
      fix: `${missing.map(({fix}) => fix).join('; ')}; then run the setup again`,
    });
  }
  return {python: python.command, compiler};
}

async function findPython(
  run: RunProcess,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{command: string} | {problem: string; fix: string}> {
  const candidates = [env.PYTHON, 'python3', 'python'];
  const withPip = await firstThatRuns(run, candidates, ['-m', 'pip', '--version']);
  if (withPip !== undefined) {
    return {command: withPip};
  }
  const plain = await firstThatRuns(run, candidates, ['--version']);
  return plain === undefined
    ? {
        problem: 'there is no Python 3',
        fix: 'sudo apt install python3 python3-pip (Fedora: sudo dnf install python3 python3-pip), or set PYTHON',
      }
    : {
        problem: `${plain} has no pip`,
        fix: `sudo apt install python3-pip, or ${plain} -m ensurepip --upgrade`,
      };
}

async function firstThatRuns(
  run: RunProcess,
  candidates: readonly (string | undefined)[],
  args: readonly string[],
): Promise<string | undefined> {
  for (const command of candidates) {
    if (command !== undefined && command !== '' && (await run(command, args)).code === 0) {
      return command;
    }
  }
  return undefined;
}
