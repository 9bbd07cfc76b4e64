import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Command, Option} from 'commander';
import {listPresets} from 'tfjs-alexnet';
import {writeTrainingJob, type TrainingJobOptions} from '#internal';
import type {CommandHost} from '../command-host';
import {formatAmount} from '../format-quantity';
import {addComputeOptions, batchSizeOption, type ComputeOptions, startBackend} from '../model-options';
import {openNamedWeights} from '../named-weights';
import {classWeights, decimalNumber, integer, nameList, suggested} from '../parse-option';
import {progressFor} from '../terminal/progress-line';
import {shellQuote} from '../terminal/shell-quote';

type ScaleOutOptions = ComputeOptions &
  Omit<TrainingJobOptions, 'run' | 'settings' | 'signal' | 'onPhotos' | 'onNote' | 'onWarning'> & {
    model?: string;
  };

const NOTES = `
JOB then contains the network's table, the recipe, the initial weights and the place of each photo in the shards as data, and
train_ddp.py, which trains with PyTorch on any number of processes and machines; README.md there says how. trainjob.yaml is
for Kubeflow Trainer, sky.yaml for SkyPilot. \`alexnet train --from JOB --out DIR\` takes the result back.

--model names a run, which the job continues from its last checkpoint, or any other model, whose weights it starts from.

Examples:
  alexnet shards --data photos --out shards
  alexnet scale-out --preset alexnet --recipe paper --data shards --out job
  alexnet scale-out --model runs/first --data shards --out job
  cd job && torchrun --standalone --nproc-per-node=gpu train_ddp.py`;

/** Adds `alexnet scale-out`: writes a job that trains a network with PyTorch on many processes. */
export function scaleOutCommand(host: CommandHost): Command {
  const integerOption = (flag: string, min: number, text: string): Option =>
    new Option(`${flag} <n>`, text).argParser(integer(flag, min));
  const command = new Command('scale-out')
    .description('Write a job that trains a network with PyTorch on many processes or machines.')
    .option(
      '--data <shards>',
      'folder or address of the shards (alexnet shards); of a run by default its own',
    )
    .requiredOption('--out <dir>', 'folder of the job to write')
    .addOption(
      new Option(
        '--preset <name>',
        'network (default: alexnet), or a JSON file with the table of one',
      ).argParser(suggested(listPresets())),
    )
    .option('--model <dir>', 'a run to continue, or a model whose weights the job starts from')
    .option('--recipe <name>', 'paper, reproduction, small-data, transfer, fine-tune, or a file')
    .addOption(
      new Option('--validation <shards>', 'shards of the validation set').conflicts('validationSplit'),
    )
    .addOption(
      new Option(
        '--validation-split <share>',
        'fraction of --data for the validation set (default: 0.2)',
      ).argParser(decimalNumber('--validation-split', {max: 0.9, includeMin: false})),
    )
    .addOption(
      new Option('--classes <names>', 'classes in the order of the outputs').argParser(nameList('--classes')),
    )
    .addOption(
      new Option(
        '--class-weights <weights>',
        'weights of the classes in the loss: balanced, or cat=2,dog=1',
      ).argParser(classWeights('--class-weights')),
    )
    .addOption(integerOption('--epochs', 1, 'passes over the training set'))
    .addOption(integerOption('--max-steps', 1, 'stop after this many steps'))
    .addOption(integerOption('--patience', 1, 'stop after this many evaluations in a row without a new best'))
    .addOption(batchSizeOption('photos per step, over all processes together'))
    .addOption(
      new Option('--lr, --learning-rate <x>', 'initial learning rate').argParser(
        decimalNumber('--learning-rate', {includeMin: false}),
      ),
    )
    .addOption(
      new Option('--dropout <share>', 'fraction of the units that dropout sets to 0').argParser(
        decimalNumber('--dropout', {max: 0.99}),
      ),
    )
    .addOption(integerOption('--warmup-steps', 0, 'steps in which the learning rate rises'))
    .addOption(integerOption('--seed', 0, 'seed of every random draw (default: 0)'))
    .addOption(integerOption('--evaluate-every', 1, 'steps between two evaluations (default: one epoch)'))
    .addOption(
      integerOption('--checkpoint-every', 1, 'steps between two checkpoints (default: as --evaluate-every)'),
    )
    .addOption(
      integerOption('--keep', 1, 'how many of the best checkpoints to keep beside the last (default: 4)'),
    );
  return addComputeOptions(command)
    .addHelpText('after', NOTES)
    .action(
      host.action(async (speaker, typed: ScaleOutOptions) => {
        const {model, backend: _backend, threads: _threads, ...options} = typed;
        await startBackend(typed, speaker);
        const isRun = model !== undefined && existsSync(join(model, 'checkpoints'));
        const start =
          model === undefined
            ? {}
            : isRun
              ? {run: model}
              : {weights: (await openNamedWeights(model, speaker)).path};
        const progress = progressFor(speaker);
        const say = (line: string): void => {
          progress.end();
          speaker.note(line);
        };
        const report = await writeTrainingJob({
          ...options,
          ...start,
          onPhotos: (done, total) => {
            progress.update('reading photos', done, total);
          },
          onNote: say,
          onWarning: line => {
            progress.end();
            speaker.warn(line);
          },
        }).finally(() => {
          progress.end();
        });
        const {job, preset, step, totalSteps, trainingCount, batchSize} = report;
        speaker.result(report, () =>
          [
            `${preset}: ${formatAmount(trainingCount, 'training photo')}, steps ${step} to ${totalSteps} of ${formatAmount(batchSize, 'photo')}.`,
            `  job      ${job}`,
            '',
            `  cd ${shellQuote(job)} && torchrun --standalone --nproc-per-node=gpu --max-restarts=3 train_ddp.py`,
            `  alexnet train --from ${shellQuote(job)} --out RUN`,
          ].join('\n'),
        );
        return 0;
      }),
    );
}
