import {BACKEND_NAMES} from '#internal';
import {type Command, Option} from 'commander';
import {AlexNetError} from 'tfjs-alexnet';
import {type BackendName, chooseBackend, openModel, type OpenedModel} from 'tfjs-alexnet/node';
import {oneOf, integer} from './parse-option';
import type {Speaker} from './console-io';

/** The limit of `useWasm`. Checked here, since `auto` would otherwise try backends without threads and report those. */
const MAX_THREADS = 64;

/** Options of every command that uses a backend. */
export interface ComputeOptions {
  /** Default 'auto'. */
  backend?: BackendName | 'auto';
  threads?: number;
}

/** Options of every command that uses a trained model. */
export interface ModelOptions extends ComputeOptions {
  model: string;
  batchSize: number;
}

/** `--batch-size`, also `--batch`. */
export function batchSizeOption(text: string): Option {
  return new Option('--batch, --batch-size <n>', text).argParser(integer('--batch-size', 1));
}

/** Adds the options that choose the backend. */
export function addComputeOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', `backend: auto, ${BACKEND_NAMES.join(', ')} (default: auto)`).argParser(
        oneOf('--backend', ['auto', ...BACKEND_NAMES]),
      ),
    )
    .addOption(
      new Option('--threads <n>', 'number of threads').argParser(integer('--threads', 1, MAX_THREADS)),
    );
}

/** Adds the options for a trained model and its backend. */
export function addModelOptions(command: Command): Command {
  return addComputeOptions(
    command
      .requiredOption('--model <dir>', 'model directory, as `alexnet train --out` writes it')
      .addOption(batchSizeOption('photos per batch').default(32)),
  );
}

/** Starts the backend of the options and prints its name. */
export async function startBackend(
  {backend, threads}: ComputeOptions,
  speaker: Speaker,
): Promise<BackendName> {
  const report = await chooseBackend({
    prefer: backend,
    threads,
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

/** Throws if the output file has an unknown ending. */
export function unknownEnding(command: string, file: string, known: readonly string[]): AlexNetError {
  return new AlexNetError({
    code: 'bad-argument',
    where: `alexnet ${command}`,
    problem: 'the ending of --out is not a known format.',
    expected: `a file that ends in ${known.join(', ')}`,
    received: `--out ${file}`,
    fix: `for example --out out${known[0] ?? ''}`,
  });
}
