/** Measures several functions alternately, so that other load on the machine affects all of them. */
import {availableParallelism} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import {busyMs, othersShare} from './cpu-time';
import {figureOf, type Figure, type Sample} from './statistics';

/** Threads of other libraries spin for a while after their work (OpenMP: 0.2 s). */
const SETTLE_MS = 250;

/** One sample of `runs` runs, after one warm-up run. */
export async function sampleOf(run: () => unknown, runs: number): Promise<Sample> {
  await run();
  await sleep(SETTLE_MS);
  const before = {busy: busyMs(), own: process.cpuUsage(), time: performance.now()};
  const ms: number[] = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await run();
    ms.push(performance.now() - started);
  }
  const elapsedMs = performance.now() - before.time;
  const {user, system} = process.cpuUsage(before.own);
  return {ms, others: shareOfOthers(busyMs() - before.busy, (user + system) / 1000, elapsedMs)};
}

/** Fraction of the processor time that other programs used, where the measured program may use all processors. */
export function shareOfOthers(busy: number, ownMs: number, elapsedMs: number): number {
  const processors = availableParallelism();
  return othersShare({busyMs: busy, ownMs, elapsedMs, processors, threads: processors});
}

/**
 * Samples by name, one round after the other. A disturbed sample stays in the list; `figureOf` leaves it out.
 *
 * @param works for each name, a function that takes one sample
 */
export async function inTurns<Name extends string>(
  works: Readonly<Record<Name, () => Sample | Promise<Sample>>>,
  rounds: number,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(works) as Name[];
  const samples = Object.fromEntries(names.map(name => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      samples[name].push(await works[name]());
    }
  }
  return samples;
}

/** Prints and returns the figure of samples; with `base`, the figure of this library, also the ratio to it. */
export function showFigure(name: string, samples: readonly Sample[], base?: Figure): Figure {
  const figure = figureOf(samples);
  const {min, median, others, good} = figure;
  const ratios =
    base === undefined
      ? ''
      : `   ours: ${(base.min / min).toFixed(2)} × by min, ${(base.median / median).toFixed(2)} × by median`;
  const doubt = good
    ? ''
    : `   disturbed: other programs used up to ${(100 * others).toFixed(0)} % of the processor time`;
  const width = (ms: number): string => ms.toFixed(0).padStart(5);
  console.log(`${name.padEnd(24)} min ${width(min)} ms   median ${width(median)} ms${ratios}${doubt}`);
  return figure;
}
