import {BACKEND_NAMES} from '#internal';
import {type Command, Option} from 'commander';
import {AlexNetError} from 'tfjs-alexnet';
import {type BackendName, chooseBackend, openModel, type OpenedModel} from 'tfjs-alexnet/node';
import {oneOf, wholeNumber} from './parse-option';
import type {Speaker} from './console-io';

/** As many as `useWasm` takes. Refused here: `auto` would go on to backends that have no threads to set, and blame those. */
const MAX_THREADS = 64;

/** Options of every command that computes. */
export interface ComputeOptions {
  backend: BackendName | 'auto';
  threads?: number;
}

/** Options of every command that uses a trained model. */
export interface ModelOptions extends ComputeOptions {
  model: string;
  batchSize: number;
}

/** `--batch-size`, also `--batch`. */
export function batchSizeOption(text: string): Option {
  return new Option('--batch, --batch-size <n>', text).argParser(wholeNumber('--batch-size', 1));
}

/** Adds the options that choose what computes. */
export function addComputeOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', `what computes: auto, ${BACKEND_NAMES.join(', ')}`)
        .default('auto')
        .argParser(oneOf('--backend', ['auto', ...BACKEND_NAMES])),
    )
    .addOption(
      new Option('--threads <n>', 'threads that compute').argParser(wholeNumber('--threads', 1, MAX_THREADS)),
    );
}

/** Adds the options that name a trained model and say how it computes. */
export function addModelOptions(command: Command): Command {
  return addComputeOptions(
    command
      .requiredOption('--model <dir>', 'model directory, as `alexnet train --out` writes it')
      .addOption(batchSizeOption('photos at a time').default(32)),
  );
}

/** Starts the backend that the options ask for; says its name. */
export async function startBackend(
  {backend, threads}: ComputeOptions,
  speaker: Speaker,
): Promise<BackendName> {
  const report = await chooseBackend({
    prefer: backend,
    ...(threads === undefined ? {} : {threads}),
    log: line => {
      speaker.warn(line);
    },
  });
  return report.backend;
}

/** Starts the backend and opens the model. */
export async function openModelFor(
  options: ModelOptions,
  speaker: Speaker,
): Promise<OpenedModel & {backend: BackendName}> {
  const backend = await startBackend(options, speaker);
  return {...(await openModel(options.model)), backend};
}

/** Ends a command whose output file has an ending that it does not know. */
export function unknownEnding(command: string, file: string, known: readonly string[]): AlexNetError {
  return new AlexNetError({
    code: 'bad-argument',
    where: `alexnet ${command}`,
    problem: 'the ending of --out names no known form.',
    expected: `a file that ends in ${known.join(', ')}`,
    received: `--out ${file}`,
    fix: `name it out${known[0] ?? ''}, for example`,
  });
}
