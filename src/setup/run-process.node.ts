import {spawn} from 'node:child_process';

/** Output and exit code of a program. */
export interface ProcessResult {
  /** Exit code; 127 where there is no such program, 124 where the time was up. */
  code: number;
  /** Everything that it wrote, on both streams. */
  output: string;
}

/** Options of {@link RunProcess}. */
export interface ProcessOptions {
  cwd?: string;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Ends the program, and what it started, after this long. Default: never. */
  timeoutMs?: number;
}

/** Runs a program; the form in which the steps of a setup are given it, so that tests can do without. */
export type RunProcess = (
  command: string,
  args: readonly string[],
  options?: ProcessOptions,
) => Promise<ProcessResult>;

/** Bytes of output that are kept: the last ones, where errors stand. */
const KEPT = 1 << 20;

/** Runs a program to its end. It never throws: what goes wrong is in the result. */
export const runProcess: RunProcess = (command, args, {cwd, env, timeoutMs} = {}) =>
  new Promise(resolve => {
    // A group of its own, so that a compiler that it started ends with it.
    const isGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, ...env},
      detached: isGroup,
      // On Windows npm is a script, which only a shell starts.
      shell: process.platform === 'win32' && command === 'npm',
      cwd,
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = `${output}${chunk.toString()}`.slice(-KEPT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let isLate = false;
    const end = (): void => {
      try {
        if (isGroup && child.pid !== undefined) {
          process.kill(-child.pid, 'SIGTERM');
        } else {
          child.kill();
        }
      } catch {
        // It has ended by itself.
      }
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            isLate = true;
            end();
          }, timeoutMs);
    // Ctrl-C reaches this process only, since the child is in another group: it is passed on, and then does its work here.
    const passOn = (signal: NodeJS.Signals): void => {
      end();
      stopListening();
      process.kill(process.pid, signal);
    };
    const stopListening = (): void => {
      process.off('exit', end);
      process.off('SIGINT', passOn);
      process.off('SIGTERM', passOn);
    };
    process.on('exit', end);
    process.on('SIGINT', passOn);
    process.on('SIGTERM', passOn);
    const finish = (code: number, text: string): void => {
      clearTimeout(timer);
      stopListening();
      resolve({code: isLate ? 124 : code, output: text});
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ENOENT' ? 127 : 126, error.message);
    });
    child.on('close', (code, signal) => {
      finish(code ?? (signal === null ? 1 : 143), output);
    });
  });

/** The last lines of what a program wrote that hold something, for a message. */
export function lastLines(output: string, count = 3): string {
  const lines = output.split('\n').flatMap(line => (line.trim() === '' ? [] : [line.trim()]));
  return lines.slice(-count).join(' | ');
}
