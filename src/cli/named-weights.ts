import {existsSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {pretrainedTable} from '#internal';
import {AlexNetError} from 'tfjs-alexnet';
import {downloadPretrained} from 'tfjs-alexnet/node';
import {PRESETS, type PretrainedWeights} from 'tfjs-alexnet/presets';
import type {Speaker} from './console-io';
import {formatSeconds} from './format-quantity';
import {type ProgressLine, progressFor} from './progress-line';

type DownloadOptions = NonNullable<Parameters<typeof downloadPretrained>[1]>;

/** Time from which on a speed is told. */
const MIN_SPEED_MS = 500;

/** A path that was typed, or the file of weights whose name was typed. */
export interface NamedWeights {
  path: string;
  /** Given where it was a name. */
  weights?: PretrainedWeights;
}

/**
 * What stands behind `--weights` or IN: a path, or the name of published weights, which are downloaded where they are
 * not in the cache. A file of that name wins.
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

/** Refuses weights for which photos are prepared otherwise than for their preset: training goes by the preset. */
export function requirePresetPreprocessing({name, preset, preprocess}: PretrainedWeights): void {
  const own = PRESETS[preset]?.preprocess;
  if (!isDeepStrictEqual(preprocess, own)) {
    throw new AlexNetError({
      code: 'unsupported',
      where: `--weights ${name}`,
      problem: `photos are prepared for these weights in another way than preset "${preset}" has it.`,
      expected: JSON.stringify(own),
      received: JSON.stringify(preprocess),
      fix: `make a model directory of them, which carries that way along: alexnet convert ${name} DIR, then --weights DIR`,
    });
  }
}

/** Shows a download: a line that moves, with its speed and the time that is left. */
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
      // What waited in the line comes at once, and says nothing of its speed.
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
