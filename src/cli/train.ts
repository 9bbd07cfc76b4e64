import {Command, Option} from 'commander';
import {type TrainProgress, trainOnPhotos, writeReport} from 'tfjs-alexnet/node';
import type {Speaker} from './console-io';
import {formatAmount, formatSeconds, formatShare} from './format-quantity';
import {INTERRUPTED, withInterrupt} from './interrupt';
import {type ComputeOptions, addComputeOptions, batchSizeOption, startBackend} from './model-options';
import {openNamedWeights, requirePresetPreprocessing} from './named-weights';
import {byteCount, decimalNumber, nameList, oneOf, wholeNumber} from './parse-option';
import type {CommandHost} from './command-host';
import {type ProgressLine, progressFor} from './progress-line';
import {shellQuote} from './shell-quote';

/** What commander gives: the options by their long names, which are those of `trainOnPhotos`. */
type TrainCommandOptions = ComputeOptions &
  Omit<
    Parameters<typeof trainOnPhotos>[0],
    'signal' | 'report' | 'onPhotos' | 'onFeatures' | 'onProgress' | 'onEvaluation' | 'onNote' | 'onWarning'
  >;
type TrainResult = Awaited<ReturnType<typeof trainOnPhotos>>;

const DEFAULTS_NOTE = `
Everything that is not given comes from the preset: batch size, epochs, learning rate, schedule, dropout, augmentation.

Ctrl-C (or SIGTERM) once: a checkpoint is written, exit code 130; the same line with --resume goes on from there.
Twice: the program ends at once.

OUT then holds model.json with its weights (the best by held-out accuracy), preprocessing.json, checkpoints/,
logs/ (TensorBoard), history.csv and report.html.

Examples:
  alexnet train --data photos --out runs/first --preset alexnet-mini
  alexnet train --data train --validation test --classes dog,cat --out runs/two --epochs 30 --json
  alexnet train --data photos --out runs/first --preset alexnet-mini --resume
  alexnet train --data photos --out runs/head --weights squeezenet1.1.imagenet1k-v1 --freeze fire9
  alexnet train --data photos --out runs/fine --weights runs/head --epochs 3`;

/** Adds `alexnet train`: from a folder of photos to a trained model. */
export function trainCommand(host: CommandHost): Command {
  const command = addTrainOptions(
    new Command('train').description('Train a network of the AlexNet family on a folder of photos.'),
  );
  return addComputeOptions(command)
    .addHelpText('after', DEFAULTS_NOTE)
    .action(
      host.action(async (speaker, options: TrainCommandOptions) => {
        const backend = await startBackend(options, speaker);
        const {backend: _name, threads: _threads, ...typed} = options;
        const rest = {...typed, ...(await startingWeights(typed, speaker))};
        const progress = progressFor(speaker);
        const report = await withInterrupt(
          signal =>
            trainOnPhotos({
              ...rest,
              signal,
              report: writeReport,
              ...listeners(speaker, progress),
            }).catch((error: unknown) => {
              // Stopped before the first step: there is nothing to save, and nothing went wrong.
              if (signal.aborted && error === signal.reason) {
                return undefined;
              }
              throw error;
            }),
          () => {
            progress.end();
            speaker.warn('Stopping after this step, with a checkpoint (once more to stop at once) …');
          },
        ).finally(() => {
          progress.end();
        });
        if (report === undefined) {
          speaker.result(
            {model: options.out, steps: 0, interrupted: true, backend},
            () => 'Stopped before the first step.',
          );
          return INTERRUPTED;
        }
        speaker.result({...report, backend}, () => describeResult(report, options.out));
        if (report.interrupted) {
          const words = host.argv.filter(word => word !== '--resume');
          speaker.warn(
            `Stopped at step ${report.steps}. To go on:\n  alexnet ${words.map(shellQuote).join(' ')} --resume`,
          );
          return INTERRUPTED;
        }
        return 0;
      }),
    );
}

/** The weights to start from as a path; a name of published weights brings its preset along. */
async function startingWeights(
  {weights: typed, preset}: Pick<TrainCommandOptions, 'weights' | 'preset'>,
  speaker: Speaker,
): Promise<Pick<TrainCommandOptions, 'weights' | 'preset'>> {
  if (typed === undefined) {
    return {};
  }
  const {path, weights} = await openNamedWeights(typed, speaker);
  if (weights === undefined) {
    return {weights: path};
  }
  requirePresetPreprocessing(weights);
  return {weights: path, preset: preset ?? weights.preset};
}

function addTrainOptions(command: Command): Command {
  const whole = (flag: string, min: number, text: string): Option =>
    new Option(`${flag} <n>`, text).argParser(wholeNumber(flag, min));
  return command
    .requiredOption('--data <dir>', 'photos: in one folder per class (cat/…), or named after it (cat.1.jpg)')
    .requiredOption('--out <dir>', 'model directory to write')
    .option('--validation <dir>', 'photos to hold out, laid out like --data')
    .addOption(
      new Option(
        '--validation-split <share>',
        'share of --data to hold out, where there is no --validation (default: 0.2)',
      )
        .argParser(decimalNumber('--validation-split', {max: 0.9, includeMin: false}))
        .conflicts('validation'),
    )
    .option('--preset <name>', 'network (default: alexnet); `alexnet describe NAME` shows it')
    .addOption(
      new Option('--classes <names>', 'classes in the order of the outputs: dog,cat').argParser(
        nameList('--classes'),
      ),
    )
    .addOption(whole('--epochs', 1, 'how often each photo is shown'))
    .addOption(whole('--max-steps', 1, 'stop after this many steps'))
    .addOption(batchSizeOption('photos per step'))
    .addOption(
      new Option('--lr, --learning-rate <x>', 'learning rate to start with').argParser(
        decimalNumber('--learning-rate', {includeMin: false}),
      ),
    )
    .addOption(
      new Option('--optimizer <name>', "momentum (the paper's rule), sgd or adam").argParser(
        oneOf('--optimizer', ['momentum', 'sgd', 'adam']),
      ),
    )
    .addOption(
      new Option('--dropout <share>', 'part of the units that dropout switches off').argParser(
        decimalNumber('--dropout', {max: 0.99}),
      ),
    )
    .addOption(whole('--warmup-steps', 0, 'steps over which the learning rate rises to its full value'))
    .option(
      '--weights <file>',
      'weight file of any kind, model directory, or name (alexnet download --list), to start from',
    )
    .addOption(
      new Option(
        '--old-layers-rate <x>',
        'with --weights: factor on the learning rate of all layers but the last (default: 0.1)',
      ).argParser(decimalNumber('--old-layers-rate')),
    )
    .option(
      '--freeze <layer>',
      'do not train this layer and all before it; compute its output once per photo',
    )
    .addOption(
      new Option(
        '--frozen-views <n>',
        'with --freeze: views per photo: 1, 2 (mirrored), 10 (corners) or random (at each step) (default: 1)',
      ).argParser(text => {
        const views = oneOf('--frozen-views', ['1', '2', '10', 'random'])(text);
        return views === 'random' ? views : Number(views);
      }),
    )
    .addOption(
      new Option(
        '--feature-bytes <n>',
        'memory for the output of frozen layers: 512M, 8G (default: 4G)',
      ).argParser(byteCount('--feature-bytes')),
    )
    .addOption(whole('--seed', 0, 'seed of every random draw (default: 0)'))
    .addOption(
      whole(
        '--evaluate-every',
        1,
        'steps between two evaluations on the held-out photos (default: one epoch)',
      ),
    )
    .addOption(whole('--checkpoint-every', 1, 'steps between two checkpoints (default: as --evaluate-every)'))
    .addOption(
      new Option('--cache-bytes <n>', 'memory for decoded photos: 512M, 2G').argParser(
        byteCount('--cache-bytes'),
      ),
    )
    .option('--histograms', 'log histograms of the weights for TensorBoard')
    .option('--resume', 'go on with the run in --out');
}

/** Tells what happens: a line that moves, and a line that stays for each evaluation. */
function listeners(
  speaker: Speaker,
  progress: ProgressLine,
): Pick<
  Parameters<typeof trainOnPhotos>[0],
  'onPhotos' | 'onFeatures' | 'onProgress' | 'onEvaluation' | 'onNote' | 'onWarning'
> {
  return {
    onPhotos: (done, total) => {
      progress.update('reading photos', done, total);
    },
    onFeatures: (done, total) => {
      progress.update('computing frozen layers', done, total);
    },
    onProgress: state => {
      progress.update('training', state.step, state.totalSteps, progressText(state));
    },
    onEvaluation: ({step, accuracy, loss}, isBest) => {
      progress.end();
      const best = isBest ? ', the best so far' : '';
      speaker.note(
        `step ${step}: ${formatShare(accuracy)} of the held-out photos right (loss ${loss.toFixed(4)})${best}`,
      );
    },
    onNote: line => {
      progress.end();
      speaker.note(line);
    },
    onWarning: line => {
      progress.end();
      speaker.warn(line);
    },
  };
}

function progressText({loss, accuracy, imagesPerSecond, secondsLeft}: TrainProgress): string {
  const speed = `${imagesPerSecond.toFixed(imagesPerSecond < 10 ? 1 : 0)} photos/s`;
  return `loss ${loss.toFixed(3)}  accuracy ${formatShare(accuracy)}  ${speed}  ${formatSeconds(secondsLeft)} left`;
}

function describeResult(report: TrainResult, out: string): string {
  const {accuracy, best, steps, epochs, seconds, waitedFraction, interrupted, skipped} = report;
  const place = shellQuote(out);
  const quality =
    best === undefined
      ? `Accuracy ${formatShare(accuracy)} on the last batch; stopped before the first evaluation on held-out photos.`
      : `${formatShare(best.accuracy)} of the held-out photos are recognized by the model of step ${best.step}.`;
  return [
    `${quality} ${formatAmount(steps, 'step')}, ${formatAmount(epochs, 'epoch')}, ${formatSeconds(seconds)}, of which ${formatShare(waitedFraction)} waiting for photos.`,
    ...(skipped.length > 0 ? [`Skipped: ${formatAmount(skipped.length, 'file')}.`] : []),
    `  model    ${out}`,
    ...(interrupted ? [] : [`  report   ${out}/report.html`]),
    '',
    `  alexnet predict --model ${place} PHOTO`,
    `  alexnet evaluate --model ${place} --data FOLDER`,
  ].join('\n');
}
