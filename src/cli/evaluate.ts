import {labeledPhotos, skippedLines} from '#internal';
import {Command, Option} from 'commander';
import {evaluateModel} from 'tfjs-alexnet';
import {openPhotos} from 'tfjs-alexnet/node';
import {formatAmount, formatSeconds, formatPercent} from './format-quantity';
import {type ModelOptions, addModelOptions} from './model-options';
import {openModelFor} from './open-model';
import {byteCount, oneOf} from './parse-option';
import {progressFor} from './terminal/progress-line';
import type {CommandHost} from './command-host';
import {textTable} from './terminal/text-table';

interface EvaluateOptions extends ModelOptions {
  data: string;
  crops: '1' | '10';
  cacheBytes?: number;
}

/** Adds `alexnet evaluate`: measures the accuracy of a trained model on a folder of labeled photos. */
export function evaluateCommand(host: CommandHost): Command {
  const command = new Command('evaluate')
    .description('Measure the accuracy of a trained model on a folder of labeled photos.')
    .requiredOption(
      '--data <dir>',
      'photos: in one folder per class (cat/…), or named after it (cat.1.jpg); shards; or CIFAR-10 or MNIST, of which the test set is taken',
    )
    .addOption(
      new Option('--crops <n>', 'views per photo: 1 (the center) or 10 (corners, center, and mirrored)')
        .default('1')
        .argParser(oneOf('--crops', ['1', '10'])),
    );
  addModelOptions(command)
    .addOption(
      new Option('--cache-bytes <n>', 'memory for decoded photos: 512M, 2G').argParser(
        byteCount('--cache-bytes'),
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  alexnet evaluate --model runs/first --data photos/test
  alexnet evaluate --model runs/first --data photos/test --crops 10 --json`,
    )
    .action(
      host.action(async (speaker, options: EvaluateOptions) => {
        const {model, preprocessing, backend} = await openModelFor(options, speaker);
        const progress = progressFor(speaker);
        const started = performance.now();
        const photos = await openPhotos(await labeledPhotos(options.data, preprocessing.classes), {
          resizeShorterSide: preprocessing.resizeShorterSide,
          cacheBytes: options.cacheBytes,
          onProgress: ({done, total}) => {
            progress.update('reading photos', done, total);
          },
        });
        try {
          const report = await evaluateModel(model, photos, {
            preprocessing,
            crops: options.crops === '10' ? 10 : 1,
            batchSize: options.batchSize,
            onProgress: (done, total) => {
              progress.update('evaluating', done, total);
            },
          });
          progress.end();
          const {count, top1, top5, loss, confusion, classes} = report;
          const seconds = (performance.now() - started) / 1000;
          const {skipped} = photos;
          const unlabeled = photos.count - count;
          for (const line of skippedLines(skipped)) {
            speaker.note(line);
          }
          speaker.result(
            {count, top1, top5, loss, confusion, classes, skipped, unlabeled, seconds, backend},
            () =>
              [
                `Accuracy ${formatPercent(top1)} on ${formatAmount(count, 'photo')} (loss ${loss.toFixed(4)}, ${formatSeconds(seconds)}).`,
                ...(classes.length > 5 ? [`Top-5 accuracy ${formatPercent(top5)}.`] : []),
                ...(unlabeled > 0 ? [`Skipped, without a label: ${formatAmount(unlabeled, 'photo')}.`] : []),
                ...(skipped.length > 0 ? [`Skipped: ${formatAmount(skipped.length, 'file')}.`] : []),
                ...(classes.length <= 12 ? ['', confusionText(confusion, classes)] : []),
              ].join('\n'),
          );
          return 0;
        } finally {
          progress.end();
          photos.dispose();
          model.dispose();
        }
      }),
    );
  return command;
}

function confusionText(confusion: readonly (readonly number[])[], classes: readonly string[]): string {
  return textTable(
    [{title: 'true ↓ predicted →'}, ...classes.map(title => ({title, align: 'right' as const}))],
    classes.map((name, truth) => [
      name,
      ...classes.map((_, predicted) => String(confusion[truth]?.[predicted] ?? 0)),
    ]),
  );
}
