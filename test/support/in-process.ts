import {runProgram} from '../../src/cli/program';
import {recordingIO} from './recording-io';

/** What a command line said and how it ended. */
export interface InProcessResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line of `alexnet` in this process. */
export async function alexnet(...argv: string[]): Promise<InProcessResult> {
  const io = recordingIO();
  const code = await runProgram({argv, io, version: '1.2.3'});
  return {code, stdout: io.out(), stderr: io.err()};
}

/** The same with --json, whose one object is parsed. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the type it expects
export async function alexnetJson<T>(...argv: string[]): Promise<{code: number; result: T; stderr: string}> {
  const {code, stdout, stderr} = await alexnet(...argv, '--json');
  return {code, result: JSON.parse(stdout) as T, stderr};
}
