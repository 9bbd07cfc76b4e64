import {execFileSync, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';

/** A Python that has these modules: that of ALEXNET_PYTHON, else `python3`; undefined where there is none. */
export function findPython(modules: readonly string[]): string | undefined {
  const command = process.env.ALEXNET_PYTHON ?? 'python3';
  try {
    execFileSync(command, ['-c', modules.map(name => `import ${name}`).join('\n')], {stdio: 'ignore'});
    return command;
  } catch {
    return undefined;
  }
}

/** A Python program that responds to each line of JSON with one. */
export interface PythonProgram {
  ask: (question: object) => Promise<unknown>;
  end: () => void;
}

/** Starts a program that stays, so that what it imports is imported once. */
export function startPython(command: string, script: string): PythonProgram {
  const child = spawn(command, [script], {stdio: ['pipe', 'pipe', 'inherit']});
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const {value, done} = (await lines.next()) as IteratorResult<string, undefined>;
      if (done === true) {
        throw new Error(`${script} ended without a response to ${JSON.stringify(question)}`);
      }
      return JSON.parse(value) as unknown;
    },
    end: () => {
      child.stdin.end();
    },
  };
}
