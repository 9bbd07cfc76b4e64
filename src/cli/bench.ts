import {type BenchmarkReport, benchmarkModel} from '#internal';
import {Command, Option} from 'commander';
import {createModel} from 'tfjs-alexnet';
import {chooseBackend} from 'tfjs-alexnet/node';
import {type ComputeOptions, addComputeOptions, batchSizeOption} from './model-options';
import {integer} from './parse-option';
import type {CommandHost} from './command-host';

type BenchOptions = ComputeOptions & {preset: string; batchSize: number; rounds: number};

/** Adds `alexnet bench`: measures the time of a prediction and of a training step. */
export function benchCommand(host: CommandHost): Command {
  return addComputeOptions(
    new Command('bench')
      .description('Measure the time of a prediction and of a complete training step, on random images.')
      .option('--preset <name>', 'network; `alexnet describe NAME` shows it', 'alexnet'),
  )
    .addOption(batchSizeOption('photos per batch').default(32))
    .addOption(
      new Option('--rounds <n>', 'number of measurements of each')
        .default(5)
        .argParser(integer('--rounds', 1)),
    )
    .addHelpText(
      'after',
      `
The training step is that of \`alexnet train\`: dropout, loss, all gradients and the momentum update. Other programs running
at the same time slow it down; the minimum is the most reliable value.

Examples:
  alexnet bench
  alexnet bench --preset alexnet-mini --batch-size 64 --threads 1 --json`,
    )
    .action(
      host.action(async (speaker, {preset, batchSize, rounds, backend: prefer, threads}: BenchOptions) => {
        const report = await chooseBackend({
          prefer,
          threads,
          log: line => {
            speaker.warn(line);
          },
        });
        const model = createModel(preset, {seed: 0});
        speaker.note(`measuring ${preset} at batch ${batchSize} on ${report.backend} …`);
        const measured = await benchmarkModel(model, {batchSize, rounds});
        model.dispose();
        const {forwardMs, trainStepMs} = measured;
        // null: the backend chooses the number of threads and does not report it.
        const {native} = report;
        const found = {
          backend: report.backend,
          preset,
          batch: batchSize,
          threads: report.threads ?? null,
          ...(native === undefined ? {} : {native}),
        };
        speaker.result({...found, forwardMs, trainStepMs}, () => describe(found, measured));
        return 0;
      }),
    );
}

/** What was measured. */
interface BenchSubject {
  backend: string;
  preset: string;
  batch: number;
  threads: number | null;
  /** Instruction set of the native kernels in use. */
  native?: string;
}

function describe(
  {backend, preset, batch, threads, native}: BenchSubject,
  {forwardMs, trainStepMs, rounds}: BenchmarkReport,
): string {
  const on = threads === null ? backend : `${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const kernels = native === undefined ? '' : `; native kernels (${native})`;
  const row = (name: string, {min, median}: {min: number; median: number}): string =>
    `${name.padEnd(14)} ${median.toFixed(1).padStart(9)} ms  (minimum ${min.toFixed(1)}; ${((1000 * batch) / median).toFixed(1)} photos/s)`;
  return [
    `${preset}, batch ${batch}, on ${on}; medians of ${rounds}${kernels}`,
    row('prediction', forwardMs),
    row('training step', trainStepMs),
  ].join('\n');
}
