/** The built command as a child process, the way a user runs it. */
import {spawn, type ChildProcess} from 'node:child_process';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {ensureBuilt} from '../../scripts/project';
import {oneAtATime} from './one-at-a-time';

const ROOT = resolve(import.meta.dirname, '../..');
const LOCK = join(tmpdir(), `tfjs-alexnet-build-${process.getuid?.() ?? 0}`);

/** The command's file. */
export const COMMAND = join(ROOT, 'dist/cli.js');

/** Builds the package where its output is missing or older than the source; two test files do not build at once. */
export async function builtCommand(): Promise<string> {
  await oneAtATime(LOCK, ensureBuilt);
  return COMMAND;
}

/** How a run of the command ended. */
export interface CommandResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A run of the command that is under way. */
export interface RunningCommand {
  child: ChildProcess;
  /** All that went to stderr so far. */
  stderr: () => string;
  done: Promise<CommandResult>;
}

/** Starts the command. */
export function startCommand(
  args: readonly string[],
  options: {cwd?: string; env?: Record<string, string>} = {},
): RunningCommand {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: options.cwd,
    env: {...process.env, ...options.env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const done = new Promise<CommandResult>(fulfil => {
    child.on('close', (code, signal) => {
      fulfil({code, signal, stdout, stderr});
    });
  });
  return {child, stderr: () => stderr, done};
}

/** Runs the command to its end. */
export async function runCommand(
  args: readonly string[],
  options: {cwd?: string; env?: Record<string, string>} = {},
): Promise<CommandResult> {
  return startCommand(args, options).done;
}
