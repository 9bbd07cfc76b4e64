import {BACKEND_NAMES} from '#internal';
import {type Command, Option} from 'commander';
import {AlexNetError, listPresets} from 'tfjs-alexnet';
import {type BackendName, chooseBackend} from 'tfjs-alexnet/node';
import {integer, numberList, oneOf, suggested} from './parse-option';
import type {Speaker} from './console-io';

/** The limit of `useWasm`. Checked here, since `auto` would otherwise try backends without threads and report those. */
const MAX_THREADS = 64;

/** Options of every command that uses a backend. */
export interface ComputeOptions {
  backend?: BackendName | 'auto';
  threads?: number;
}

/** Options of every command that uses a trained model. */
export interface ModelOptions extends ComputeOptions {
  model: string;
  batchSize: number;
  preset?: string;
  prototxt?: string;
  graph?: true;
  mean?: string;
  scale?: number[];
  order?: 'rgb' | 'bgr';
  labels?: string;
}

/** `--batch-size`, also `--batch`. */
export function batchSizeOption(text: string): Option {
  return new Option('--batch, --batch-size <n>', text).argParser(integer('--batch-size', 1));
}

/** Adds the options that choose the backend. Without a default, `auto` is used where no settings file names one. */
export function addComputeOptions(
  command: Command,
  {hasDefault = true}: {hasDefault?: boolean} = {},
): Command {
  const names = ['auto', ...BACKEND_NAMES] as const;
  const backend = new Option('--backend <name>', `backend: ${names.join(', ')}`);
  return command
    .addOption((hasDefault ? backend.default('auto') : backend).argParser(oneOf('--backend', names)))
    .addOption(
      new Option('--threads <n>', 'number of threads').argParser(integer('--threads', 1, MAX_THREADS)),
    );
}

/** Adds the options for a trained model and its backend. */
export function addModelOptions(command: Command): Command {
  return addComputeOptions(
    command
      .requiredOption(
        '--model <dir>',
        'model directory, weight file (.pth, .caffemodel, .safetensors, .onnx, …) or a name (alexnet download --list)',
      )
      .addOption(batchSizeOption('photos per batch').default(32))
      .addOption(
        new Option(
          '--preset <name>',
          'of a weight file: its network (default: the one whose shapes fit)',
        ).argParser(suggested(listPresets())),
      )
      .option('--prototxt <file>', 'of a .caffemodel: its definition')
      .option('--graph', 'of a weight file: create the network from its own graph (.onnx, .caffemodel)')
      .option('--mean <file>', 'of a weight file: the mean that training subtracted, as for alexnet convert')
      .addOption(
        new Option('--scale <numbers>', 'of a weight file: factor after that').argParser(
          numberList('--scale'),
        ),
      )
      .addOption(
        new Option('--order <colors>', 'channel order of a weight file: rgb or bgr').argParser(
          oneOf('--order', ['rgb', 'bgr']),
        ),
      )
      .option('--labels <file>', 'of a weight file: class names, one per line'),
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
