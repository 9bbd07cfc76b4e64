import {gatherSettings, readRunSettings, readSettingsFile, requirePresetPreprocessing} from '#internal';
import {Command, Option} from 'commander';
import {AlexNetError, listPresets} from 'tfjs-alexnet';
import {RECIPES} from 'tfjs-alexnet/presets';
import {type TrainProgress, trainOnPhotos, writeReport} from 'tfjs-alexnet/node';
import type {Speaker} from './console-io';
import {formatAmount, formatCount, formatSeconds, formatPercent} from './format-quantity';
import {INTERRUPTED, withInterrupt} from './terminal/interrupt';
import {type ComputeOptions, addComputeOptions, batchSizeOption, startBackend} from './model-options';
import {openNamedWeights} from './named-weights';
import {byteCount, classWeights, decimalNumber, nameList, oneOf, integer, suggested} from './parse-option';
import type {CommandHost} from './command-host';
import {takeJob} from './scale-out/train-from';
import {type ProgressLine, progressFor} from './terminal/progress-line';
import {addRegularizationOptions} from './options/regularization-options';
import {shellQuote} from './terminal/shell-quote';

type TrainOptions = Parameters<typeof trainOnPhotos>[0];
/** The options from commander, by their long names, which are those of `trainOnPhotos` and of a settings file. */
type TrainCommandOptions = ComputeOptions &
  Partial<
    Omit<
      TrainOptions,
      | 'signal'
      | 'report'
      | 'settings'
      | 'onStart'
      | 'onPhotos'
      | 'onFeatures'
      | 'onProgress'
      | 'onEvaluation'
      | 'onNote'
      | 'onWarning'
    >
  > & {config?: string; from?: string};
type TrainResult = Awaited<ReturnType<typeof trainOnPhotos>>;
type Summary = Parameters<NonNullable<TrainOptions['onStart']>>[0];

/** Steps after which the time of the rest is estimated: the first few are slow. */
const ESTIMATE_AFTER = 10;

const DEFAULTS_NOTE = `
Options that are not set come from --config, then from --recipe, then from the preset: batch size, epochs, learning rate,
schedule, dropout, augmentation. With --resume they come from the run; its epochs, maximal steps and patience may change, and
--data where the same photos are in another place.

A settings file is JSON with the long names of these options: {"preset": "alexnet-mini", "learningRate": 0.02}; beside them
momentum, weightDecay, schedule and augmentation. Every run writes all of its settings to OUT/run.json. A recipe is a settings
file without data and out: paper, reproduction, small-data, transfer, fine-tune, or a file.

Ctrl-C (or SIGTERM, or a terminal that closes) once: writes a checkpoint, exit code 130; the same line with --resume
continues from there. Twice: the program stops at once. A closed or full stdout or stderr does not stop the training.

OUT then contains model.json with its weights (the best checkpoint by validation accuracy), preprocessing.json, checkpoints/ (the last
and the best four, see --keep), run.json (the settings), photos.json (names of the photos), logs/ (TensorBoard), history.csv and report.html.

Examples:
  alexnet train --data photos --out runs/first --preset alexnet-mini
  alexnet train --data train --validation test --classes dog,cat --out runs/two --epochs 30 --json
  alexnet train --out runs/first --resume
  alexnet train --config runs/first/run.json --out runs/again
  alexnet train --data photos --out runs/head --recipe transfer
  alexnet train --data photos --out runs/head --weights squeezenet1.1.imagenet1k-v1 --freeze fire9
  alexnet train --data photos --out runs/fine --weights runs/head --epochs 3`;

/** Adds `alexnet train`: trains a network on a folder of photos. */
export function trainCommand(host: CommandHost): Command {
  const command = addTrainOptions(
    new Command('train').description('Train a network of the AlexNet family on a folder of photos.'),
  );
  return addComputeOptions(addRegularizationOptions(command), {hasDefault: false})
    .addHelpText('after', DEFAULTS_NOTE)
    .action(
      host.action(async (speaker, typed: TrainCommandOptions) => {
        if (typed.from !== undefined) {
          return takeJob(typed, speaker);
        }
        const options = await allOptions(typed);
        const backend = await startBackend(options, speaker);
        const {backend: wanted, threads, config: _config, ...given} = options;
        const {weights, ...start} = await startingWeights(given, speaker);
        const rest = {
          ...given,
          ...start,
          ...(weights === undefined ? {} : {weights}),
          settings: {backend: wanted, threads, ...publishedName(given.weights, weights)},
        };
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
        if (options.resume === true && typed.maxSteps === undefined && report.steps === options.maxSteps) {
          speaker.note(
            `The run ended as it was started, with --max-steps ${options.maxSteps}; a larger number continues it.`,
          );
        }
        if (report.interrupted) {
          speaker.warn(
            `Stopped at step ${report.steps}. To resume:\n  alexnet train --resume --out ${shellQuote(options.out)}`,
          );
          return INTERRUPTED;
        }
        return 0;
      }),
    );
}

/** The typed options over those of `--config`, of the run that is resumed, and of the recipe. */
async function allOptions(
  typed: TrainCommandOptions,
): Promise<TrainCommandOptions & {data: string; out: string}> {
  const {config, resume} = typed;
  const base = config === undefined ? {} : await readSettingsFile(config);
  const out = typed.out ?? base.out;
  const run = resume === true && out !== undefined ? await readRunSettings(out) : undefined;
  const options = await gatherSettings(typed, {file: base, run});
  const missing = [
    ...(options.data === undefined ? ["'--data <dir>'"] : []),
    ...(out === undefined ? ["'--out <dir>'"] : []),
  ];
  if (missing.length > 0) {
    const hasRun = resume === true && out !== undefined;
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'alexnet train',
      problem: `${missing.map(name => `required option ${name} not specified`).join(', ')}.`,
      expected: hasRun
        ? `a run with run.json in ${out}, or all options of its first start`
        : missing.join(' and '),
      received: hasRun ? `no ${out}/run.json` : 'neither on the line nor in a settings file',
      fix: 'see alexnet train --help',
    });
  }
  return {...options, out, data: options.data} as TrainCommandOptions & {data: string; out: string};
}

/** The name of published weights for `run.json`: the path in the cache means nothing on another machine. */
function publishedName(given: string | undefined, path: string | undefined): {weights?: string} {
  return given === undefined || given === path ? {} : {weights: given};
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
    .option(
      '--data <dir>',
      'photos: in one folder per class (cat/…), or named after it (cat.1.jpg); a directory with train/ and val/ is used as it is divided; or shards: a folder or an http address; or CIFAR-10 or MNIST in their own binary files, of which the training set is taken',
    )
    .option('--out <dir>', 'model directory to write')
    .option('--config <file>', 'settings file, such as the run.json of a run; options on this line win')
    .addOption(
      new Option(
        '--recipe <name>',
        'paper, reproduction, small-data, transfer, fine-tune, or a file: settings that are not set elsewhere',
      ).argParser(suggested(Object.keys(RECIPES))),
    )
    .option('--validation <dir>', 'validation set: photos in folders like --data')
    .addOption(
      new Option(
        '--validation-split <share>',
        'fraction of --data for the validation set, without --validation (default: 0.2)',
      )
        .argParser(decimalNumber('--validation-split', {max: 0.9, includeMin: false}))
        .conflicts('validation'),
    )
    .addOption(
      new Option(
        '--preset <name>',
        'network (default: alexnet); `alexnet describe NAME` shows it; or a JSON file with the table of one',
      ).argParser(suggested(listPresets())),
    )
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
    .option('--resume', 'resume the run in --out, with its settings')
    .option('--from <job>', 'take back what PyTorch trained: a job of alexnet scale-out')
    .option(
      '--changed-photos',
      'with --resume: continue although photos were added, removed or changed; each stays in its set',
    );
}

/** Prints the summary, the progress on one line that is overwritten, and a line for each evaluation. */
function listeners(
  speaker: Speaker,
  progress: ProgressLine,
): Pick<
  TrainOptions,
  'onStart' | 'onPhotos' | 'onFeatures' | 'onProgress' | 'onEvaluation' | 'onNote' | 'onWarning'
> {
  let summary: Summary | undefined;
  let firstStep: number | undefined;
  const say = (line: string): void => {
    progress.end();
    speaker.note(line);
  };
  return {
    onStart: known => {
      summary = known;
      say(describeStart(known));
    },
    onPhotos: (done, total) => {
      progress.update('reading photos', done, total);
    },
    onFeatures: (done, total) => {
      progress.update('computing frozen layers', done, total);
    },
    onProgress: state => {
      firstStep ??= state.step;
      if (state.step === firstStep + ESTIMATE_AFTER) {
        say(
          `estimated time: ${formatSeconds(state.secondsLeft)} for ${formatAmount(state.totalSteps - state.step, 'step')}`,
        );
      }
      progress.update('training', state.step, state.totalSteps, progressText(state));
    },
    onEvaluation: ({step, accuracy, loss}, isBest) => {
      const best = isBest ? ', new best' : '';
      say(
        `${epochText(step, summary)}step ${step}: validation accuracy ${formatPercent(accuracy)} (loss ${loss.toFixed(4)})${best}`,
      );
    },
    onNote: say,
    onWarning: line => {
      progress.end();
      speaker.warn(line);
    },
  };
}

/** Describes what a training is about to do, in two lines. */
function describeStart(summary: Summary): string {
  const {preset, parameters, backend, classes, trainingCount, validationCount} = summary;
  const {batchSize, epochs, stepsPerEpoch, totalSteps} = summary;
  return [
    `${preset}: ${formatCount(parameters)} parameters, ${classes.length} classes, backend ${backend}`,
    `${formatAmount(trainingCount, 'training photo')}, ${formatAmount(validationCount, 'validation photo')}; ` +
      `${formatAmount(epochs, 'epoch')} of ${formatAmount(stepsPerEpoch, 'step')} with ${formatAmount(batchSize, 'photo')}: ${formatAmount(totalSteps, 'step')}`,
  ].join('\n');
}

/** `epoch 3/90, `: the epoch in which a step lies. */
function epochText(step: number, summary: Summary | undefined): string {
  return summary === undefined ? '' : `epoch ${Math.ceil(step / summary.stepsPerEpoch)}/${summary.epochs}, `;
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
