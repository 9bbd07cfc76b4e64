import {join} from 'node:path';
import {gatherGallery, readTrainingHistory, writeGallery} from '#internal';
import {Command, Option} from 'commander';
import {openPhotos, photoFolder} from 'tfjs-alexnet/node';
import {formatAmount, formatShare} from './format-quantity';
import {type ModelOptions, addModelOptions, openModelFor} from './model-options';
import {wholeNumber} from './parse-option';
import {progressFor} from './progress-line';
import type {CommandHost} from './command-host';
import {requireWritable} from './write-output';

interface VisualizeOptions extends ModelOptions {
  data: string;
  out: string;
  layer?: string;
  photos: number;
  neighbors: number;
}

/** Adds `alexnet visualize`: the pictures of the paper, drawn from a trained model and photos. */
export function visualizeCommand(host: CommandHost): Command {
  const command = new Command('visualize')
    .description(
      'Draw what a model learned: filters, answers, nearest photos, maps, what an answer rests on.',
    )
    .requiredOption('--data <dir>', 'photos')
    .requiredOption('--out <dir>', 'directory for index.html and the PNG files')
    .option(
      '--layer <name>',
      'layer that tells how near two photos are (default: fc7, or what comes into the last)',
    )
    .addOption(
      new Option('--photos <n>', 'photos shown').default(8).argParser(wholeNumber('--photos', 1, 64)),
    )
    .addOption(
      new Option('--neighbors <n>', 'nearest photos beside each')
        .default(6)
        .argParser(wholeNumber('--neighbors', 1, 32)),
    );
  addModelOptions(command)
    .addHelpText(
      'after',
      `
Files:
  index.html                everything on one page that needs nothing else
  filters.png               the filters of the first layer (the paper's Figure 3)
  predictions.png           photos with their five most likely labels (Figure 4, left)
  nearest.png               photos and those nearest to them (Figure 4, right)
  occlusion.png             what an answer rests on
  activations-LAYER.png     what a layer sees
  confusion.png, curves.png where there are labels, and a history of training

Example:
  alexnet visualize --model runs/first --data photos/test --out pictures`,
    )
    .action(
      host.action(async (speaker, options: VisualizeOptions) => {
        await requireWritable(join(options.out, 'index.html'));
        const {model, preprocessing, backend} = await openModelFor(options, speaker);
        const progress = progressFor(speaker);
        try {
          const photos = await openPhotos(await photoFolder(options.data), {
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
            ...(options.layer === undefined ? {} : {layer: options.layer}),
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
          for (const {file, reason} of skipped) {
            speaker.note(`skipped ${file}: ${reason}`);
          }
          if (!hasCaptions) {
            speaker.warn(
              'There is no font on this machine: the PNG files have no captions. index.html has them.',
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
                      `${formatShare(accuracy.top1)} of ${formatAmount(accuracy.count, 'photo')} recognized.`,
                    ]),
                ...(Number.isNaN(agreement)
                  ? []
                  : [`${formatShare(agreement)} of the nearest photos by ${layer} have the same label.`]),
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
