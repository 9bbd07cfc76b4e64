// Several things measured in turns: what else the machine does then falls on all of them.
import {availableParallelism} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import {busyMs, othersShare} from './cpu-time.mjs';
import {figureOf} from './statistics.mjs';

/** Threads of others spin for a while after their work (OpenMP: a fifth of a second). */
const SETTLE_MS = 250;

/** One sample {ms, others}: the milliseconds of each of `runs`, after one to warm up. */
export async function sampleOf(run, runs) {
  await run();
  await sleep(SETTLE_MS);
  const before = {busy: busyMs(), own: process.cpuUsage(), time: performance.now()};
  const ms = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await run();
    ms.push(performance.now() - started);
  }
  const elapsedMs = performance.now() - before.time;
  const {user, system} = process.cpuUsage(before.own);
  return {ms, others: shareOfOthers(busyMs() - before.busy, (user + system) / 1000, elapsedMs)};
}

/** The part of the machine that others held, of which the measured one may use all. */
export function shareOfOthers(busy, ownMs, elapsedMs) {
  const processors = availableParallelism();
  return othersShare({busyMs: busy, ownMs, elapsedMs, processors, threads: processors});
}

/**
 * Samples by name, a round after the other. Where a sample was disturbed it stays in the list: the figure leaves it out.
 *
 * @param works for each name a function that takes one sample
 */
export async function inTurns(works, rounds) {
  const samples = Object.fromEntries(Object.keys(works).map(name => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, sample] of Object.entries(works)) {
      samples[name].push(await sample());
    }
  }
  return samples;
}

/** Prints the figure of samples, and beside it how it stands to `base`, which is what this gave for ours. */
export function showFigure(name, samples, base) {
  const figure = figureOf(samples);
  const {min, median, others, good} = figure;
  const ratios =
    base === undefined
      ? ''
      : `   ours: ${(base.min / min).toFixed(2)} × by min, ${(base.median / median).toFixed(2)} × by median`;
  const doubt = good ? '' : `   disturbed: others held up to ${(100 * others).toFixed(0)} % of the machine`;
  const [least, middle] = [min, median].map(ms => ms.toFixed(0).padStart(5));
  console.log(`${name.padEnd(24)} min ${least} ms   median ${middle} ms${ratios}${doubt}`);
  return figure;
}
