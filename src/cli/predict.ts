import {stat} from 'node:fs/promises';
import {DEFAULT_MAX_PIXELS, printableName, unlabeledPhotos} from '#internal';
import {Command, Option} from 'commander';
import {AlexNetError, type ClassScore, predictImages, type SkippedPhoto} from 'tfjs-alexnet';
import {openPhotos} from 'tfjs-alexnet/node';
import type {Speaker} from './console-io';
import {formatPercent} from './format-quantity';
import {type ModelOptions, addModelOptions} from './model-options';
import {openModelFor} from './open-model';
import {oneOf, integer} from './parse-option';
import type {CommandHost} from './command-host';
import {progressFor} from './terminal/progress-line';
import {textBar} from './terminal/text-table';

interface PredictCommandOptions extends ModelOptions {
  top: number;
  crops: '1' | '10';
}

/** The result for one file: its predictions, or the error. */
export type FilePrediction =
  | {file: string; label: string; index: number; score: number; top: ClassScore[]}
  | {file: string; error: string};

/** Adds `alexnet predict`: predicts the classes of photos. */
export function predictCommand(host: CommandHost): Command {
  const command = new Command('predict')
    .description(
      'Predict the classes of photos with a trained model. A file that cannot be read is reported, and the others are still predicted.',
    )
    .argument('<file...>', 'photos, or folders of photos')
    .addOption(
      new Option('--top <k>', 'predicted classes per photo, highest score first')
        .default(5)
        .argParser(integer('--top', 1)),
    )
    .addOption(
      new Option('--crops <n>', 'views per photo: 1 (the center) or 10 (corners, center, and mirrored)')
        .default('1')
        .argParser(oneOf('--crops', ['1', '10'])),
    );
  addModelOptions(command)
    .addHelpText(
      'after',
      `
Exit code 0 when at least one file could be read.

Examples:
  alexnet predict --model runs/first photo.jpg
  alexnet predict --model runs/first holiday/ --top 1 --json`,
    )
    .action(
      host.action(async (speaker, files: string[], options: PredictCommandOptions) => {
        const predictions = await predictFiles(files, options, speaker);
        speaker.result({predictions}, () => predictions.map(describePrediction).join('\n'));
        return predictions.some(prediction => 'label' in prediction) ? 0 : 1;
      }),
    );
  return command;
}

async function predictFiles(
  paths: readonly string[],
  options: PredictCommandOptions,
  speaker: Speaker,
): Promise<FilePrediction[]> {
  const {model, preprocessing} = await openModelFor(options, speaker);
  const progress = progressFor(speaker);
  try {
    const {files, errors} = await listPredictedFiles(paths);
    const results = new Map<string, FilePrediction>(
      errors.map(({file, reason}) => [file, {file, error: reason}]),
    );
    const photos = await openPhotos(
      {
        classes: [],
        photos: files.map(file => ({file, name: file, label: -1})),
        skipped: [],
        maxPixels: DEFAULT_MAX_PIXELS,
      },
      {
        resizeShorterSide: preprocessing.resizeShorterSide,
        onProgress: ({done, total}) => {
          progress.update('reading photos', done, total);
        },
      },
    ).catch((error: unknown) => {
      // Even if no file can be read, each one is reported with its reason.
      for (const {file, reason} of skippedOf(error)) {
        results.set(file, {file, error: reason});
      }
      return undefined;
    });
    for (const {file, reason} of photos?.skipped ?? []) {
      results.set(file, {file, error: reason});
    }
    if (photos !== undefined) {
      const predictions = await predictImages(model, photos, {
        preprocessing,
        top: options.top,
        crops: options.crops === '10' ? 10 : 1,
        batchSize: options.batchSize,
        onProgress: (done, total) => {
          progress.update('predicting', done, total);
        },
      });
      photos.dispose();
      for (const {name: file, top} of predictions) {
        const [best] = top;
        if (best !== undefined) {
          results.set(file, {file, ...best, top});
        }
      }
    }
    const order = [...new Set([...files, ...errors.map(({file}) => file)])];
    return order.flatMap(file => results.get(file) ?? []);
  } finally {
    progress.end();
    model.dispose();
  }
}

/**
 * Lists the files, and the photos in folders, each once. Missing files and files that are not photos are reported with the
 * reason.
 */
export async function listPredictedFiles(
  paths: readonly string[],
  list = unlabeledPhotos,
): Promise<{files: string[]; errors: SkippedPhoto[]}> {
  const files = new Set<string>();
  const errors: SkippedPhoto[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      entry => entry.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      files.add(path);
      continue;
    }
    try {
      const {photos, skipped} = await list(path);
      for (const {file} of photos) {
        files.add(file);
      }
      addAll(errors, skipped);
    } catch (error) {
      if (!(error instanceof AlexNetError)) {
        throw error;
      }
      addAll(errors, (error.details as {skipped?: SkippedPhoto[]} | undefined)?.skipped ?? []);
      errors.push({file: path, reason: error.problem});
    }
  }
  return {files: [...files], errors};
}

/** Not push(...items): arguments lie on the call stack, which has room for some 100,000. */
function addAll<T>(list: T[], items: readonly T[]): void {
  for (const item of items) {
    list.push(item);
  }
}

function skippedOf(error: unknown): readonly SkippedPhoto[] {
  const details = error instanceof AlexNetError ? error.details : undefined;
  const {skipped} = (details ?? {}) as {skipped?: readonly SkippedPhoto[]};
  if (skipped === undefined) {
    throw error;
  }
  return skipped;
}

function describePrediction(prediction: FilePrediction): string {
  if ('error' in prediction) {
    return `${printableName(prediction.file)}\n  cannot be read: ${prediction.error}`;
  }
  const width = prediction.top.reduce((most, {label}) => Math.max(most, label.length), 0);
  return [
    printableName(prediction.file),
    ...prediction.top.map(({label, score}) =>
      `  ${label.padEnd(width)}  ${formatPercent(score).padStart(7)}  ${textBar(score, 24)}`.trimEnd(),
    ),
  ].join('\n');
}
