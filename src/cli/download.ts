import {readFile, stat} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {pretrainedTable, writeFileAtomic} from '#internal';
import {Command, Option} from 'commander';
import {AlexNetError} from 'tfjs-alexnet';
import {downloadPretrained} from 'tfjs-alexnet/node';
import type {PretrainedWeights} from 'tfjs-alexnet/presets';
import type {Speaker} from './console-io';
import {formatCount, formatSeconds, formatPercent} from './format-quantity';
import {INTERRUPTED, withInterrupt} from './terminal/interrupt';
import {downloadListeners} from './named-weights';
import {decimalNumber} from './parse-option';
import type {CommandHost} from './command-host';
import {progressFor} from './terminal/progress-line';
import {shellQuote} from './terminal/shell-quote';
import {textTable} from './terminal/text-table';

interface DownloadCommandOptions {
  list?: boolean;
  out?: string;
  cache?: string;
  mirror?: string;
  timeout?: number;
}

/** Adds `alexnet download`: downloads published weights into the local cache. */
export function downloadCommand(host: CommandHost): Command {
  return new Command('download')
    .description('Download published weights into the local cache and check their digest.')
    .argument('[name]', 'weights to download; --list shows their names')
    .option('--list', 'show the names of published weights, with accuracy and license')
    .option('--out <path>', 'also write a copy: a file, or an existing directory')
    .option('--cache <dir>', "cache directory (default: ALEXNET_CACHE, else the system's cache directory)")
    .option(
      '--mirror <url>',
      'address of a folder with the files under their original names (default: ALEXNET_WEIGHTS_MIRROR)',
    )
    .addOption(
      new Option(
        '--timeout <seconds>',
        'time without data after which a connection counts as lost (default: 30)',
      ).argParser(decimalNumber('--timeout', {includeMin: false})),
    )
    .addHelpText(
      'after',
      `
An interrupted download resumes when you run the line again. Files in the cache are checked each time, and downloaded
again if they are damaged. The names also work as IN of alexnet convert and for --weights of alexnet train.

HTTPS_PROXY, HTTP_PROXY and NO_PROXY are supported. Set ALEXNET_WEIGHTS_TABLE to a JSON file with your own weights.

Examples:
  alexnet download --list
  alexnet download squeezenet1.1.imagenet1k-v1
  alexnet convert squeezenet1.1.imagenet1k-v1 models/squeezenet`,
    )
    .action(
      host.action(async (speaker, name: string | undefined, options: DownloadCommandOptions) => {
        const table = await pretrainedTable();
        if (options.list === true) {
          listWeights(Object.values(table), speaker);
          return 0;
        }
        if (name === undefined) {
          throw new AlexNetError({
            code: 'bad-argument',
            where: 'alexnet download',
            problem: 'the name of the weights is missing.',
            expected: `one of ${Object.keys(table).join(', ')}`,
            received: 'nothing',
            fix: 'alexnet download NAME, or alexnet download --list',
          });
        }
        return downloadOne(name, options, speaker);
      }),
    );
}

async function downloadOne(
  name: string,
  {out, cache, mirror, timeout}: DownloadCommandOptions,
  speaker: Speaker,
): Promise<number> {
  const progress = progressFor(speaker);
  const started = performance.now();
  const found = await withInterrupt(
    signal =>
      downloadPretrained(name, {
        signal,
        ...downloadListeners(speaker, progress),
        cache,
        mirror,
        timeoutMs: timeout === undefined ? undefined : 1000 * timeout,
      }).catch((error: unknown) => {
        if (signal.aborted && error === signal.reason) {
          return undefined;
        }
        throw error;
      }),
    () => {
      progress.end();
    },
  ).finally(() => {
    progress.end();
  });
  if (found === undefined) {
    speaker.warn('Stopped. Run the same line again to resume.');
    return INTERRUPTED;
  }
  const {path, weights, from} = found;
  const copy = out === undefined ? undefined : await putCopy(path, out);
  const bytes = (await stat(path)).size;
  const seconds = (performance.now() - started) / 1000;
  const {preset, digest, license} = weights;
  speaker.result({name, path, out: copy, bytes, digest, preset, license, from, seconds}, () => {
    const how = {
      cache: 'found in the cache, and complete',
      download: `downloaded in ${formatSeconds(seconds)}`,
      repair: `was damaged, downloaded again in ${formatSeconds(seconds)}`,
    }[from];
    const digits = digest.isPrefix === true ? `begins with ${digest.hex}` : digest.hex;
    return [
      `${name}: ${formatCount(bytes)} bytes, ${how}; ${digest.algorithm} ${digits}.`,
      `  file     ${copy ?? path}`,
      `  license  ${license}`,
      '',
      `  alexnet convert ${shellQuote(name)} ${shellQuote(join('models', preset))}`,
    ].join('\n');
  });
  return 0;
}

/** Copies a file to a path or into a directory. Returns the path of the copy. */
async function putCopy(path: string, out: string): Promise<string> {
  const isDirectory = await stat(out).then(
    entry => entry.isDirectory(),
    () => false,
  );
  const target = isDirectory ? join(out, basename(path)) : out;
  await writeFileAtomic(target, await readFile(path));
  return target;
}

function listWeights(weights: readonly PretrainedWeights[], speaker: Speaker): void {
  speaker.result({weights}, () =>
    [
      textTable(
        [
          {title: 'name'},
          {title: 'MB', align: 'right'},
          {title: 'top-1', align: 'right'},
          {title: 'top-5', align: 'right'},
          {title: 'license'},
        ],
        weights.map(({name, bytes, accuracy, license}) => [
          name,
          bytes === undefined ? '?' : (bytes / 1e6).toFixed(1),
          accuracy === undefined ? '–' : formatPercent(accuracy.top1),
          accuracy === undefined ? '–' : formatPercent(accuracy.top5),
          license,
        ]),
      ),
      '',
      'Published accuracy, on the validation set of ImageNet 2012 (50,000 photos).',
    ].join('\n'),
  );
}
