import {encodeNpy, labeledPhotos, requireWritable, skippedLines, writeFileAtomic} from '#internal';
import {Command, Option} from 'commander';
import {type FeatureReport, extractFeatures} from 'tfjs-alexnet';
import {type OpenedPhotos, openPhotos} from 'tfjs-alexnet/node';
import {formatAmount, formatCount} from './format-quantity';
import {type ModelOptions, addModelOptions, unknownEnding} from './model-options';
import {openModelFor} from './open-model';
import {oneOf} from './parse-option';
import type {CommandHost} from './command-host';
import {progressFor} from './terminal/progress-line';
import {readStart, requireOwnOrNew} from './terminal/write-output';

interface FeaturesOptions extends ModelOptions {
  data: string;
  layer: string;
  out: string;
  pool?: 'average' | 'max';
}

const ENDINGS = ['.npy', '.json', '.csv'];

/** Adds `alexnet features`: writes the feature vectors of a layer for other programs. */
export function featuresCommand(host: CommandHost): Command {
  const command = new Command('features')
    .description('Write the features of a layer: one feature vector per photo.')
    .requiredOption('--data <dir>', 'photos, or shards')
    .requiredOption('--out <file>', 'file that ends in .npy, .json or .csv')
    .option('--layer <name>', 'layer whose output is written', 'fc7')
    .addOption(
      new Option(
        '--pool <how>',
        'one feature per channel of feature maps: average or max (default: every value of the maps)',
      ).argParser(oneOf('--pool', ['average', 'max'])),
    );
  addModelOptions(command)
    .addHelpText(
      'after',
      `
Forms:
  .npy   float32 [photos, features] for numpy.load; the file names are in a .json of the same name
  .json  {layer, shape, classes, photos: [{file, label, features: [...]}], skipped}
  .csv   file,label,f0,f1,...

A file that another program wrote is not replaced.

Examples:
  alexnet features --model runs/first --layer fc7 --data photos --out features.npy
  alexnet features --model runs/first --layer conv5 --pool average --data photos --out conv5.csv
  alexnet features --model squeezenet1.1.imagenet1k-v1 --layer fire9 --pool average --data photos --out fire9.npy`,
    )
    .action(
      host.action(async (speaker, options: FeaturesOptions) => {
        const ending = ENDINGS.find(known => options.out.toLowerCase().endsWith(known));
        if (ending === undefined) {
          throw unknownEnding('features', options.out, ENDINGS);
        }
        await requireWritable(options.out);
        await requireOwnFeatures(options.out, ending);
        const {model, preprocessing, backend} = await openModelFor(options, speaker);
        const progress = progressFor(speaker);
        try {
          const photos = await openPhotos(await labeledPhotos(options.data, preprocessing.classes), {
            resizeShorterSide: preprocessing.resizeShorterSide,
            onProgress: ({done, total}) => {
              progress.update('reading photos', done, total);
            },
          });
          const report = await extractFeatures(model, photos, {
            layer: options.layer,
            pool: options.pool,
            preprocessing,
            batchSize: options.batchSize,
            onProgress: (done, total) => {
              progress.update('computing', done, total);
            },
          });
          progress.end();
          const files = await writeFeatures(options, ending, report, photos);
          const {skipped} = photos;
          photos.dispose();
          for (const line of skippedLines(skipped)) {
            speaker.note(line);
          }
          const [count, width] = report.shape;
          speaker.result(
            {out: options.out, files, layer: options.layer, shape: report.shape, skipped, backend},
            () =>
              [
                `${formatCount(width)} features of ${options.layer} for each of ${formatAmount(count, 'photo')}: ${files.join(', ')}`,
                ...(skipped.length > 0 ? [`Skipped: ${formatAmount(skipped.length, 'file')}.`] : []),
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

/** Throws if this command would replace a file that it did not write. */
async function requireOwnFeatures(out: string, ending: string): Promise<void> {
  const isOwnJson = (start: string): boolean => /^\{\s*"layer":/.test(start);
  if (ending !== '.npy') {
    const isOwnCsv = (start: string): boolean => start.startsWith('file,label,f0');
    await requireOwnOrNew(out, ending === '.json' ? isOwnJson : isOwnCsv);
    return;
  }
  // A .npy names no writer: it is one of this command where the file names lie beside it.
  const names = sidecarOf(out);
  await requireOwnOrNew(names, isOwnJson);
  const hasNames = (await readStart(names)) !== undefined;
  await requireOwnOrNew(out, start => hasNames && start.startsWith('\x93NUMPY'));
}

/** Path of the file names beside a `.npy`. */
function sidecarOf(out: string): string {
  return out.replace(/\.npy$/i, '.json');
}

/** Writes the features in the format of the file's ending. Returns the paths of the files. */
async function writeFeatures(
  {out, layer}: FeaturesOptions,
  ending: string,
  {values, shape}: FeatureReport,
  photos: OpenedPhotos,
): Promise<string[]> {
  const {classes, skipped} = photos;
  const [, width] = shape;
  const rows = photos.files.map((file, i) => ({
    file,
    label: classes[photos.labels[i] ?? -1] ?? null,
    features: values.subarray(i * width, (i + 1) * width),
  }));
  if (ending === '.json') {
    const listed = rows.map(row => ({...row, features: [...row.features]}));
    await writeFileAtomic(out, `${JSON.stringify({layer, shape, classes, photos: listed, skipped})}\n`);
    return [out];
  }
  if (ending === '.csv') {
    const head = ['file', 'label', ...Array.from({length: width}, (_, i) => `f${i}`)];
    const lines = rows.map(row => [csvCell(row.file), csvCell(row.label ?? ''), ...row.features].join());
    await writeFileAtomic(out, `${[head.join(), ...lines].join('\n')}\n`);
    return [out];
  }
  const sidecar = sidecarOf(out);
  await writeFileAtomic(out, encodeNpy(values, shape));
  const names = rows.map(({file, label}) => ({file, label}));
  await writeFileAtomic(
    sidecar,
    `${JSON.stringify({layer, shape, classes, photos: names, skipped}, null, 1)}\n`,
  );
  return [out, sidecar];
}

/** A cell of a CSV file; quoted where a comma, a quote or a line end would break it (RFC 4180). */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
