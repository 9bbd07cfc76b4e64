#!/usr/bin/env node
import {readFileSync} from 'node:fs';
import {reportError, runProgram} from './program';
import {Speaker} from './console-io';

const argv = process.argv.slice(2);
const io = {stdout: process.stdout, stderr: process.stderr};

/** A reader that stops reading (`alexnet … | head`) is not an error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      process.exit(process.exitCode ?? 0);
    }
    throw error;
  });
}

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
