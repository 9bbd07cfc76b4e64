import {readFile, stat} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {dataSetTable, nearest, pretrainedTable, skippedLines, writeFileAtomic, DATA_SETS} from '#internal';
import {Argument, Command, Option} from 'commander';
import {AlexNetError} from 'tfjs-alexnet';
import {downloadDataSet, downloadPretrained} from 'tfjs-alexnet/node';
import {listPretrained, type PretrainedWeights} from 'tfjs-alexnet/presets';
import type {Speaker} from './console-io';
import {formatAmount, formatCount, formatSeconds, formatPercent} from './format-quantity';
import {INTERRUPTED, withInterrupt} from './terminal/interrupt';
import {downloadListeners} from './named-weights';
import {decimalNumber, suggested} from './parse-option';
import type {CommandHost} from './command-host';
import {type ProgressLine, progressFor} from './terminal/progress-line';
import {shellQuote} from './terminal/shell-quote';
import {textTable} from './terminal/text-table';

interface DownloadCommandOptions {
  list?: boolean;
  out?: string;
  cache?: string;
  mirror?: string;
  timeout?: number;
}

type DataSet = Awaited<ReturnType<typeof dataSetTable>>[string];

/** Adds `alexnet download`: downloads published weights into the local cache, and data sets into a folder. */
export function downloadCommand(host: CommandHost): Command {
  return new Command('download')
    .description('Download published weights or a data set, and check their digest.')
    .addArgument(
      new Argument('[name]', 'data set or weights to download; --list shows all names').argParser(
        suggested([...Object.keys(DATA_SETS), ...listPretrained()]),
      ),
    )
    .option('--list', 'show the names of data sets and of published weights, with accuracy and license')
    .option(
      '--out <path>',
      'data set: its folder (default: its name); weights: also write a copy, to a file or an existing directory',
    )
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
again if they are damaged. The names of weights also work as IN of alexnet convert and for --weights of alexnet train.

Data sets: dogs-vs-cats (825 MB, a folder of photos without the broken ones), cifar10 (170 MB) and mnist (12 MB), which are
trained on from their own binary files. The folder appears when it is complete; one that is complete is left as it is.

HTTPS_PROXY, HTTP_PROXY and NO_PROXY are supported. Set ALEXNET_WEIGHTS_TABLE or ALEXNET_DATA_SETS_TABLE to a JSON file with
your own weights or data sets.

Examples:
  alexnet download --list
  alexnet download cifar10 --out data/cifar10
  alexnet download squeezenet1.1.imagenet1k-v1
  alexnet convert squeezenet1.1.imagenet1k-v1 models/squeezenet`,
    )
    .action(
      host.action(async (speaker, name: string | undefined, options: DownloadCommandOptions) => {
        const [weights, dataSets] = [await pretrainedTable(), await dataSetTable()];
        if (options.list === true) {
          listAll(Object.values(weights), Object.values(dataSets), speaker);
          return 0;
        }
        if (name !== undefined && Object.hasOwn(dataSets, name)) {
          return downloadSet(name, options, speaker);
        }
        if (name !== undefined && Object.hasOwn(weights, name)) {
          return downloadOne(name, options, speaker);
        }
        throw unknownName(name, [...Object.keys(dataSets), ...Object.keys(weights)]);
      }),
    );
}

function unknownName(name: string | undefined, known: readonly string[]): AlexNetError {
  const near = name === undefined ? undefined : nearest(name, known);
  return new AlexNetError({
    code: 'bad-argument',
    where: 'alexnet download',
    problem:
      name === undefined
        ? 'the name of a data set or of weights is missing.'
        : `there is no data set and there are no weights of the name ${JSON.stringify(name)}.`,
    expected: `one of ${known.join(', ')}`,
    received: name ?? 'nothing',
    fix:
      near === undefined
        ? 'alexnet download NAME, or alexnet download --list'
        : `did you mean ${JSON.stringify(near)}?`,
  });
}

/** Runs a download until it ends or the user stops it; undefined then. */
async function untilInterrupt<T>(
  speaker: Speaker,
  progress: ProgressLine,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const found = await withInterrupt(
    signal =>
      work(signal).catch((error: unknown) => {
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
  }
  return found;
}

async function downloadOne(
  name: string,
  {out, cache, mirror, timeout}: DownloadCommandOptions,
  speaker: Speaker,
): Promise<number> {
  const progress = progressFor(speaker);
  const started = performance.now();
  const found = await untilInterrupt(speaker, progress, signal =>
    downloadPretrained(name, {
      signal,
      ...downloadListeners(speaker, progress),
      cache,
      mirror,
      timeoutMs: timeout === undefined ? undefined : 1000 * timeout,
    }),
  );
  if (found === undefined) {
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

async function downloadSet(
  name: string,
  {out, cache, mirror, timeout}: DownloadCommandOptions,
  speaker: Speaker,
): Promise<number> {
  const progress = progressFor(speaker);
  const {onProgress, onNote} = downloadListeners(speaker, progress);
  const started = performance.now();
  const found = await untilInterrupt(speaker, progress, signal =>
    downloadDataSet(name, {
      signal,
      onProgress: ({phase, done, total}) => {
        if (phase === 'unpack') {
          progress.update('unpacking (kB)', Math.round(done / 1000), Math.round(total / 1000));
        } else {
          onProgress?.({phase, done, total});
        }
      },
      onNote,
      out,
      cache,
      mirror,
      timeoutMs: timeout === undefined ? undefined : 1000 * timeout,
    }),
  );
  if (found === undefined) {
    return INTERRUPTED;
  }
  const {directory, kind, files, bytes, skipped, from, archives, license, source} = found;
  const seconds = (performance.now() - started) / 1000;
  const count = files.length;
  const result = {name, directory, kind, count, bytes, skipped, from, archives, license, source, seconds};
  for (const line of skippedLines(skipped)) {
    speaker.note(line);
  }
  speaker.result(result, () => {
    const how = {
      disk: 'complete on the disk',
      cache: `unpacked from the cache in ${formatSeconds(seconds)}`,
      download: `downloaded in ${formatSeconds(seconds)}`,
    }[from];
    const left = skipped.length === 0 ? '' : `; ${formatAmount(skipped.length, 'broken file')} left out`;
    return [
      `${name}: ${formatAmount(count, kind === 'photos' ? 'photo' : 'file')}, ${formatCount(bytes)} bytes, ${how}${left}.`,
      `  folder   ${directory}`,
      ...archives.map(path => `  cache    ${path} (not needed any longer)`),
      `  license  ${license}`,
      `  source   ${source}`,
      '',
      `  alexnet train --data ${shellQuote(directory)} --out ${shellQuote(join('runs', name))}${presetFor(name)}`,
    ].join('\n');
  });
  return 0;
}

/** The network of its time for images of this size, as an option of `alexnet train`. */
function presetFor(name: string): string {
  const presets: Readonly<Record<string, string>> = {cifar10: 'cifar10-quick', mnist: 'lenet5'};
  return Object.hasOwn(presets, name) ? ` --preset ${presets[name] ?? ''}` : '';
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

function listAll(
  weights: readonly PretrainedWeights[],
  dataSets: readonly DataSet[],
  speaker: Speaker,
): void {
  speaker.result({weights, dataSets}, () =>
    [
      textTable(
        [{title: 'data set'}, {title: 'MB', align: 'right'}, {title: 'holds'}, {title: 'license'}],
        dataSets.map(({name, files, holds, license}) => [
          name,
          megabytes(files.reduce((sum, {bytes}) => sum + bytes, 0)),
          holds,
          license,
        ]),
      ),
      '',
      textTable(
        [
          {title: 'weights'},
          {title: 'MB', align: 'right'},
          {title: 'top-1', align: 'right'},
          {title: 'top-5', align: 'right'},
          {title: 'license'},
        ],
        weights.map(({name, bytes, accuracy, license}) => [
          name,
          bytes === undefined ? '?' : megabytes(bytes),
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

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
