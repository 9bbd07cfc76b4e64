import {existsSync} from 'node:fs';
import {pretrainedTable} from '#internal';
import {downloadPretrained} from 'tfjs-alexnet/node';
import type {PretrainedWeights} from 'tfjs-alexnet/presets';
import type {Speaker} from './console-io';
import {formatSeconds} from './format-quantity';
import {type ProgressLine, progressFor} from './terminal/progress-line';

type DownloadOptions = NonNullable<Parameters<typeof downloadPretrained>[1]>;

/** Time after which a download speed is shown. */
const MIN_SPEED_MS = 500;

/** The path of weights, given as a path or by their published name. */
export interface NamedWeights {
  path: string;
  /** Set if the weights were given by name. */
  weights?: PretrainedWeights;
}

/**
 * Resolves the value of `--weights` or IN: a path, or the name of published weights, which are downloaded if they are not in
 * the cache. A file with that name takes precedence.
 */
export async function openNamedWeights(text: string, speaker: Speaker): Promise<NamedWeights> {
  if (existsSync(text) || !Object.hasOwn(await pretrainedTable(), text)) {
    return {path: text};
  }
  const progress = progressFor(speaker);
  try {
    const {path, weights, from} = await downloadPretrained(text, downloadListeners(speaker, progress));
    progress.end();
    const place = {cache: 'from the cache', download: 'downloaded', repair: 'downloaded again'}[from];
    speaker.note(`${text}: ${place}, ${path} (license: ${weights.license})`);
    return {path, weights};
  } finally {
    progress.end();
  }
}

/** Shows the progress of a download, with its speed and the remaining time. */
export function downloadListeners(
  speaker: Speaker,
  progress: ProgressLine,
  now: () => number = () => performance.now(),
): Pick<DownloadOptions, 'onProgress' | 'onNote'> {
  let first: {done: number; ms: number} | undefined;
  return {
    onProgress: ({phase, done, total}) => {
      if (phase === 'check') {
        progress.update('checking (kB)', kilobytes(done), kilobytes(total ?? done));
        return;
      }
      first ??= {done, ms: now()};
      const ms = now() - first.ms;
      // Buffered data arrives at once, and must not count for the speed.
      const speed = ms < MIN_SPEED_MS ? 0 : (done - first.done) / ms;
      const left =
        total === undefined || speed === 0 ? '' : `  ${formatSeconds((total - done) / speed / 1000)} left`;
      progress.update(
        'downloading (kB)',
        kilobytes(done),
        kilobytes(total ?? done),
        speed === 0 ? '' : `${(speed / 1000).toFixed(1)} MB/s${left}`,
      );
    },
    onNote: line => {
      progress.end();
      speaker.note(line);
    },
  };
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 1000);
}
