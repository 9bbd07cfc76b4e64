import {Command, Option} from 'commander';
import {type TrainProgress, trainOnPhotos, writeReport} from 'tfjs-alexnet/node';
import type {Speaker} from './console-io';
import {formatAmount, formatSeconds, formatPercent} from './format-quantity';
import {INTERRUPTED, withInterrupt} from './interrupt';
import {type ComputeOptions, addComputeOptions, batchSizeOption, startBackend} from './model-options';
import {openNamedWeights, requirePresetPreprocessing} from './named-weights';
import {byteCount, classWeights, decimalNumber, nameList, oneOf, integer} from './parse-option';
import type {CommandHost} from './command-host';
import {type ProgressLine, progressFor} from './progress-line';
import {shellQuote} from './shell-quote';

/** The options from commander, by their long names, which are those of `trainOnPhotos`. */
type TrainCommandOptions = ComputeOptions &
  Omit<
    Parameters<typeof trainOnPhotos>[0],
    'signal' | 'report' | 'onPhotos' | 'onFeatures' | 'onProgress' | 'onEvaluation' | 'onNote' | 'onWarning'
  >;
type TrainResult = Awaited<ReturnType<typeof trainOnPhotos>>;

const DEFAULTS_NOTE = `
Options that are not set come from the preset: batch size, epochs, learning rate, schedule, dropout, augmentation.

Ctrl-C (or SIGTERM, or a terminal that closes) once: writes a checkpoint, exit code 130; the same line with --resume
continues from there. Twice: the program stops at once. A closed or full stdout or stderr does not stop the training.

OUT then contains model.json with its weights (the best checkpoint by validation accuracy), preprocessing.json, checkpoints/ (the last
and the best four, see --keep), photos.json (names of the photos), logs/ (TensorBoard), history.csv and report.html.

Examples:
  alexnet train --data photos --out runs/first --preset alexnet-mini
  alexnet train --data train --validation test --classes dog,cat --out runs/two --epochs 30 --json
  alexnet train --data photos --out runs/first --preset alexnet-mini --resume
  alexnet train --data photos --out runs/head --weights squeezenet1.1.imagenet1k-v1 --freeze fire9
  alexnet train --data photos --out runs/fine --weights runs/head --epochs 3`;

/** Adds `alexnet train`: trains a network on a folder of photos. */
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
              // Stopped before the first step: nothing to save, and not an error.
              if (signal.aborted && error === signal.reason) {
                return undefined;
              }
              throw error;
            }),
          () => {
            progress.end();
            speaker.warn(
              'Stopping after this step and writing a checkpoint (press Ctrl-C again to stop at once) …',
            );
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
            `Stopped at step ${report.steps}. To resume:\n  alexnet ${words.map(shellQuote).join(' ')} --resume`,
          );
          return INTERRUPTED;
        }
        return 0;
      }),
    );
}

/** The path of the initial weights. The name of published weights also sets their preset. */
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
  const integerOption = (flag: string, min: number, text: string): Option =>
    new Option(`${flag} <n>`, text).argParser(integer(flag, min));
  return command
    .requiredOption(
      '--data <dir>',
      'photos: in one folder per class (cat/…), or named after it (cat.1.jpg); a directory with train/ and val/ is used as it is divided',
    )
    .requiredOption('--out <dir>', 'model directory to write')
    .option('--validation <dir>', 'validation set: photos in folders like --data')
    .addOption(
      new Option(
        '--validation-split <share>',
        'fraction of --data for the validation set, without --validation (default: 0.2)',
      )
        .argParser(decimalNumber('--validation-split', {max: 0.9, includeMin: false}))
        .conflicts('validation'),
    )
    .option('--preset <name>', 'network (default: alexnet); `alexnet describe NAME` shows it')
    .addOption(
      new Option(
        '--classes <names>',
        'classes in the order of the outputs: dog,cat (a name with a comma in quotes: \'"a, b",c\')',
      ).argParser(nameList('--classes')),
    )
    .addOption(
      new Option(
        '--class-weights <weights>',
        'weights of the classes in the loss: balanced (the same sum for each), or cat=2,dog=1',
      ).argParser(classWeights('--class-weights')),
    )
    .addOption(integerOption('--epochs', 1, 'passes over the training set'))
    .addOption(integerOption('--max-steps', 1, 'stop after this many steps'))
    .addOption(
      integerOption(
        '--patience',
        1,
        'stop after this many evaluations in a row without a new best (the model always has the best weights)',
      ),
    )
    .addOption(batchSizeOption('photos per step'))
    .addOption(
      new Option('--lr, --learning-rate <x>', 'initial learning rate').argParser(
        decimalNumber('--learning-rate', {includeMin: false}),
      ),
    )
    .addOption(
      new Option('--optimizer <name>', "momentum (the paper's rule), sgd or adam").argParser(
        oneOf('--optimizer', ['momentum', 'sgd', 'adam']),
      ),
    )
    .addOption(
      new Option('--dropout <share>', 'fraction of the units that dropout sets to 0').argParser(
        decimalNumber('--dropout', {max: 0.99}),
      ),
    )
    .addOption(
      integerOption('--warmup-steps', 0, 'steps in which the learning rate rises to its initial value'),
    )
    .option(
      '--weights <file>',
      'initial weights: a weight file of any supported format, a model directory, or a name (alexnet download --list)',
    )
    .addOption(
      new Option(
        '--old-layers-rate <x>',
        'with --weights: factor on the learning rate of all layers but the last (default: 0.1)',
      ).argParser(decimalNumber('--old-layers-rate')),
    )
    .option(
      '--freeze <layer>',
      'do not train this layer and the layers before it; compute its features once per photo',
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
    .addOption(integerOption('--seed', 0, 'seed of every random draw (default: 0)'))
    .addOption(
      integerOption(
        '--evaluate-every',
        1,
        'steps between two evaluations on the validation set (default: one epoch)',
      ),
    )
    .addOption(
      integerOption('--checkpoint-every', 1, 'steps between two checkpoints (default: as --evaluate-every)'),
    )
    .addOption(
      new Option('--cache-bytes <n>', 'memory for decoded photos: 512M, 2G').argParser(
        byteCount('--cache-bytes'),
      ),
    )
    .addOption(
      integerOption('--keep', 1, 'how many of the best checkpoints to keep beside the last (default: 4)'),
    )
    .option('--histograms', 'log histograms of the weights for TensorBoard')
    .option('--resume', 'resume the run in --out')
    .option(
      '--changed-photos',
      'with --resume: continue although photos were added, removed or changed; each stays in its set',
    );
}

/** Prints the progress on one line that is overwritten, and a line for each evaluation. */
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
      const best = isBest ? ', new best' : '';
      speaker.note(
        `step ${step}: validation accuracy ${formatPercent(accuracy)} (loss ${loss.toFixed(4)})${best}`,
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
  return `loss ${loss.toFixed(3)}  accuracy ${formatPercent(accuracy)}  ${speed}  ${formatSeconds(secondsLeft)} left`;
}

function describeResult(report: TrainResult, out: string): string {
  const {accuracy, best, steps, epochs, seconds, waitedFraction, interrupted, skipped, stoppedEarly} = report;
  const place = shellQuote(out);
  const quality =
    best === undefined
      ? `Training accuracy ${formatPercent(accuracy)} on the last batch; stopped before the first evaluation.`
      : `Validation accuracy ${formatPercent(best.accuracy)} (best checkpoint, step ${best.step}).`;
  return [
    `${quality} ${formatAmount(steps, 'step')}, ${formatAmount(epochs, 'epoch')}, ${formatSeconds(seconds)}, ${formatPercent(waitedFraction)} of the time waiting for photos.`,
    ...(stoppedEarly ? ['Stopped early: no new best within the evaluations of --patience.'] : []),
    ...(skipped.length > 0 ? [`Skipped: ${formatAmount(skipped.length, 'file')}.`] : []),
    `  model    ${out}`,
    ...(interrupted ? [] : [`  report   ${out}/report.html`]),
    '',
    `  alexnet predict --model ${place} PHOTO`,
    `  alexnet evaluate --model ${place} --data FOLDER`,
  ].join('\n');
}
