import {readFileSync} from 'node:fs';
import {reportError, runProgram} from './program';
import {outliveStreams, Speaker} from './console-io';

const argv = process.argv.slice(2);
const io = {stdout: process.stdout, stderr: process.stderr};

const isResultLost = outliveStreams(io);
// Only then is it known: a stream may report its error after the command is done.
process.once('exit', code => {
  process.exitCode = code === 0 && isResultLost() ? 1 : code;
});

const fail = (error: unknown): void => {
  process.exitCode = reportError(error, new Speaker(io, {json: argv.includes('--json')}), argv);
  process.exit();
};

/** Errors outside of any call also end with a message and an exit code, not with a stack trace. */
function catchStrays(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.removeAllListeners(event);
    process.on(event, fail);
  }
}

async function main(): Promise<void> {
  const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  catchStrays();
  process.exitCode = await runProgram({argv, io, version});
}

await main().catch(fail);
