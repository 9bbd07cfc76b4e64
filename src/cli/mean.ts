import {encodeMeanImage, photosAt, requireWritable, skippedLines, writeFileAtomic} from '#internal';
import {Command, Option} from 'commander';
import {computeMean, encodePng} from 'tfjs-alexnet';
import {openPhotos} from 'tfjs-alexnet/node';
import {formatAmount} from './format-quantity';
import {unknownEnding} from './model-options';
import {nameList, integer} from './parse-option';
import type {CommandHost} from './command-host';
import {progressFor} from './terminal/progress-line';
import {requireOwnOrNew} from './terminal/write-output';

interface MeanCommandOptions {
  data: string;
  out: string;
  size: number;
  classes?: string[];
}

const ENDINGS = ['.json', '.png'];

/** Adds `alexnet mean`: computes the mean image and the principal components of the colors of a folder of photos. */
export function meanCommand(host: CommandHost): Command {
  return new Command('mean')
    .description('Compute the mean image of photos and the principal components of their colors.')
    .requiredOption(
      '--data <dir>',
      'photos, shards (a folder or an http address), or the binary files of CIFAR-10 or MNIST',
    )
    .requiredOption('--out <file>', 'file that ends in .json (all values) or .png (the mean image)')
    .addOption(
      new Option(
        '--size <px>',
        'size of the mean image: photos are scaled to this shorter side and cropped to the central square',
      )
        .default(256)
        .argParser(integer('--size', 1, 16384)),
    )
    .addOption(
      new Option('--classes <names>', 'only photos of these classes').argParser(nameList('--classes')),
    )
    .addHelpText(
      'after',
      `
The .json holds {count, mean, stddev, pca: {eigenvalues, eigenvectors}, meanImage: {shape, base64}}, all in units of
0-255, RGB.

Examples:
  alexnet mean --data photos/train --out mean.json
  alexnet mean --data photos/train --out mean.png --size 64`,
    )
    .action(
      host.action(async (speaker, options: MeanCommandOptions) => {
        const ending = ENDINGS.find(known => options.out.toLowerCase().endsWith(known));
        if (ending === undefined) {
          throw unknownEnding('mean', options.out, ENDINGS);
        }
        await requireWritable(options.out);
        // A PNG names no writer, so no PNG is replaced.
        await requireOwnOrNew(
          options.out,
          start => ending === '.json' && /^\{\s*"count":\s*\d+,\s*"mean":/.test(start),
        );
        const {classes} = options;
        const list = await photosAt(options.data, {set: 'training'});
        const folder = await list({classes});
        const progress = progressFor(speaker);
        try {
          const photos = await openPhotos(folder, {
            resizeShorterSide: options.size,
            onProgress: ({done, total}) => {
              progress.update('reading photos', done, total);
            },
          });
          const {count, mean, stddev, pca, meanImage, shape} = await computeMean(photos);
          const {skipped} = photos;
          photos.dispose();
          progress.end();
          await writeFileAtomic(
            options.out,
            ending === '.json'
              ? `${JSON.stringify({count, mean, stddev, pca, meanImage: encodeMeanImage(meanImage, shape)}, null, 1)}\n`
              : await encodePng({
                  width: shape[1],
                  height: shape[0],
                  data: Uint8Array.from(meanImage, value => Math.round(value)),
                }),
          );
          for (const line of skippedLines(skipped)) {
            speaker.note(line);
          }
          const list = (values: readonly number[]): string =>
            values.map(value => value.toFixed(1)).join(', ');
          speaker.result({out: options.out, count, mean, stddev, pca, skipped}, () =>
            [
              `mean of ${formatAmount(count, 'photo')}: ${list(mean)} (red, green, blue; standard deviation ${list(stddev)})`,
              `principal components: ${pca.eigenvalues.map((value, i) => `${value.toFixed(0)} along [${(pca.eigenvectors[i] ?? []).map(x => x.toFixed(3)).join(', ')}]`).join('; ')}`,
              `written to ${options.out}`,
            ].join('\n'),
          );
          return 0;
        } finally {
          progress.end();
        }
      }),
    );
}
