import {skippedLines} from '#internal';
import {availableParallelism} from 'node:os';
import {Command, Option} from 'commander';
import {writeShards, type WriteShardsProgress} from 'tfjs-alexnet/node';
import {formatAmount, formatSeconds} from './format-quantity';
import type {CommandHost} from './command-host';
import {byteCount, integer, nameList} from './parse-option';
import {INTERRUPTED, withInterrupt} from './terminal/interrupt';
import {progressFor} from './terminal/progress-line';
import {shellQuote} from './terminal/shell-quote';

type WriteOptions = Parameters<typeof writeShards>[0];

interface ShardsCommandOptions extends Pick<
  WriteOptions,
  'data' | 'out' | 'shorterSide' | 'quality' | 'classes' | 'seed'
> {
  shardSize: number;
}

/** Photos after which the time of the rest is estimated. */
const ESTIMATE_AFTER = 50;
/** Threads of Node that encode photos, where `UV_THREADPOOL_SIZE` does not say another number. */
const USUAL_THREADS = 4;

/** Adds `alexnet shards`: packs a folder of photos into WebDataset shards. */
export function shardsCommand(host: CommandHost): Command {
  return new Command('shards')
    .description(
      'Pack photos into WebDataset shards: tar files for training here, with PyTorch, or over http.',
    )
    .requiredOption('--data <dir>', 'photos: in one folder per class (cat/…), or named after it (cat.1.jpg)')
    .requiredOption('--out <dir>', 'folder for the shards and their index shards.json')
    .addOption(
      new Option('--shard-size <n>', 'largest size of a shard: 64M, 1G')
        .default(256 * 2 ** 20, '256M')
        .argParser(byteCount('--shard-size')),
    )
    .addOption(
      new Option('--shorter-side <px>', 'photos are scaled to this shorter side')
        .default(256)
        .argParser(integer('--shorter-side', 1, 16384)),
    )
    .addOption(
      new Option('--quality <n>', 'quality of the JPEGs').default(90).argParser(integer('--quality', 1, 100)),
    )
    .addOption(
      new Option('--classes <names>', 'classes in the order of the labels: dog,cat').argParser(
        nameList('--classes'),
      ),
    )
    .addOption(
      new Option('--seed <n>', 'seed for shuffling the photos').default(0).argParser(integer('--seed')),
    )
    .addHelpText(
      'after',
      `
OUT then contains shard-000000.tar and so on, each with a .jpg and a .cls (the number of the class) for each photo, a .json
beside each, and shards.json: classes, counts and checksums. A JPEG with this shorter side is packed as it is.

Ctrl-C stops; a killed or stopped command continues when the same line is run again, and ends with the same checksums.

Examples:
  alexnet shards --data photos --out shards
  alexnet shards --data photos --out shards --shard-size 1G --classes dog,cat
  alexnet train --data shards --out runs/first
  alexnet train --data http://server/shards/ --out runs/second`,
    )
    .action(
      host.action(async (speaker, {shardSize, ...options}: ShardsCommandOptions) => {
        const progress = progressFor(speaker);
        const cores = availableParallelism();
        if (cores > USUAL_THREADS && process.env.UV_THREADPOOL_SIZE === undefined) {
          speaker.note(`To use all ${cores} processors, run it with UV_THREADPOOL_SIZE=${cores}.`);
        }
        const startMs = performance.now();
        const report = await withInterrupt(
          signal =>
            writeShards({
              ...options,
              shardBytes: shardSize,
              signal,
              onProgress: state => {
                const seconds = (performance.now() - startMs) / 1000;
                progress.update('packing photos', state.done, state.total, timeLeft(state, seconds));
              },
            }).catch((error: unknown) => {
              if (signal.aborted && error === signal.reason) {
                return undefined;
              }
              throw error;
            }),
          () => {
            progress.end();
            speaker.warn('Stopping …');
          },
        ).finally(() => {
          progress.end();
        });
        if (report === undefined) {
          speaker.result({out: options.out, interrupted: true}, () => 'Stopped.');
          speaker.warn('Run the same line again to continue after the last complete shard.');
          return INTERRUPTED;
        }
        for (const line of skippedLines(report.skipped)) {
          speaker.note(line);
        }
        speaker.result({...report}, () =>
          [
            `${formatAmount(report.photos, 'photo')} in ${formatAmount(report.shards, 'shard')}, ${(report.bytes / 2 ** 20).toFixed(1)} MB`,
            `classes: ${report.classes.map((name, i) => `${name} ${report.counts[i] ?? 0}`).join(', ')}`,
            `checksum of the index: ${report.checksum}`,
            '',
            `  alexnet train --data ${shellQuote(report.out)} --out RUN`,
          ].join('\n'),
        );
        return 0;
      }),
    );
}

/** Photos per second and the time of the rest, once there is something to estimate it from. */
function timeLeft({done, total, found}: WriteShardsProgress, seconds: number): string {
  const packed = done - found;
  return packed < ESTIMATE_AFTER
    ? ''
    : `${Math.round(packed / seconds)} photos/s  ${formatSeconds(((total - done) * seconds) / packed)} left`;
}
