import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {
  filesOfGallery,
  gatherGallery,
  isGalleryFile,
  labeledPhotos,
  readTrainingHistory,
  requireWritable,
  skippedLines,
  writeGallery,
} from '#internal';
import {Command, Option} from 'commander';
import {openPhotos} from 'tfjs-alexnet/node';
import {formatAmount, formatPercent} from './format-quantity';
import {type ModelOptions, addModelOptions} from './model-options';
import {openModelFor} from './open-model';
import {integer} from './parse-option';
import {progressFor} from './terminal/progress-line';
import type {CommandHost} from './command-host';
import {readStart, requireOwnOrNew} from './terminal/write-output';

interface VisualizeOptions extends ModelOptions {
  data: string;
  out: string;
  layer?: string;
  photos: number;
  neighbors: number;
}

/** Adds `alexnet visualize`: draws the figures of the paper for a trained model and photos. */
export function visualizeCommand(host: CommandHost): Command {
  const command = new Command('visualize')
    .description(
      'Draw the filters, predictions, nearest photos, feature maps and occlusion sensitivity of a trained model.',
    )
    .requiredOption('--data <dir>', 'photos, or shards')
    .requiredOption('--out <dir>', 'directory for index.html and the PNG files')
    .option(
      '--layer <name>',
      'layer whose features measure the distance of two photos (default: fc7, or the input of the last layer)',
    )
    .addOption(new Option('--photos <n>', 'photos shown').default(8).argParser(integer('--photos', 1, 64)))
    .addOption(
      new Option('--neighbors <n>', 'nearest photos shown for each')
        .default(6)
        .argParser(integer('--neighbors', 1, 32)),
    );
  addModelOptions(command)
    .addHelpText(
      'after',
      `
Files:
  index.html                all of it in one self-contained file
  filters.png               the filters of the first layer (the paper's Figure 3)
  predictions.png           photos with their five best predictions (Figure 4, left)
  nearest.png               photos and their nearest photos (Figure 4, right)
  occlusion.png             occlusion sensitivity
  activations-LAYER.png     feature maps of a layer
  confusion.png, curves.png if there are labels, and a training history

Example:
  alexnet visualize --model runs/first --data photos/test --out figures`,
    )
    .action(
      host.action(async (speaker, options: VisualizeOptions) => {
        await requireWritable(join(options.out, 'index.html'));
        await requireOwnFigures(options.out);
        const {model, preprocessing, backend} = await openModelFor(options, speaker);
        const progress = progressFor(speaker);
        try {
          const photos = await openPhotos(await labeledPhotos(options.data, preprocessing.classes), {
            resizeShorterSide: preprocessing.resizeShorterSide,
            onProgress: ({done, total}) => {
              progress.update('reading photos', done, total);
            },
          });
          const {skipped} = photos;
          const data = await gatherGallery(model, photos, {
            preprocessing,
            photos: options.photos,
            neighbors: options.neighbors,
            batchSize: options.batchSize,
            layer: options.layer,
            onProgress: (task, done, total) => {
              progress.update(task, done, total);
            },
          }).finally(() => {
            photos.dispose();
          });
          progress.end();
          const {files, hasCaptions} = await writeGallery(options.out, data, {
            title: preprocessing.preset ?? model.name,
            history: await readTrainingHistory(options.model),
            channelOrder: preprocessing.channelOrder,
          });
          for (const line of skippedLines(skipped)) {
            speaker.note(line);
          }
          if (!hasCaptions) {
            speaker.warn(
              'No font is installed on this machine, so the PNG files have no captions. index.html has them.',
            );
          }
          const {accuracy, count, nearest} = data;
          const {layer, agreement} = nearest;
          speaker.result(
            {
              out: options.out,
              files,
              count,
              ...(accuracy === undefined ? {} : {top1: accuracy.top1, top5: accuracy.top5}),
              nearest: {layer, agreement: Number.isNaN(agreement) ? null : agreement},
              skipped,
              backend,
            },
            () =>
              [
                ...(accuracy === undefined
                  ? []
                  : [
                      `Accuracy ${formatPercent(accuracy.top1)} on ${formatAmount(accuracy.count, 'photo')}.`,
                    ]),
                ...(Number.isNaN(agreement)
                  ? []
                  : [
                      `${formatPercent(agreement)} of the nearest photos in the features of ${layer} have the same label.`,
                    ]),
                `  ${files.length} files in ${options.out}`,
                `  ${files[0] ?? ''}   (open it in a browser)`,
              ].join('\n'),
          );
          return 0;
        } finally {
          progress.end();
          model.dispose();
        }
      }),
    );
  return command;
}

/** Throws if this command would replace a file that it did not write. Its page lists the files that were written with it. */
async function requireOwnFigures(directory: string): Promise<void> {
  const page = join(directory, 'index.html');
  await requireOwnOrNew(page, start => filesOfGallery(start) !== undefined);
  const own = filesOfGallery((await readStart(page)) ?? '') ?? [];
  for (const name of await readdir(directory)) {
    if (isGalleryFile(name)) {
      await requireOwnOrNew(join(directory, name), () => own.includes(name));
    }
  }
}
