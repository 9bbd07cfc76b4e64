/** How much processor time other programs used while the benchmark measured. */
import {readFileSync} from 'node:fs';
import {cpus} from 'node:os';

/** Milliseconds of processor time since the machine started. */
export interface MachineTimes {
  busy: number;
  /** Taken by a hypervisor for other machines. */
  stolen: number;
}

/** Processor times during one sample. */
export interface SampleTimes {
  /** Processor time of all programs. */
  busyMs: number;
  /** Processor time of the measured program. */
  ownMs: number;
  elapsedMs: number;
  processors: number;
  threads: number;
}

/** Milliseconds that all processors were busy since the machine started, including what a hypervisor took. */
export function busyMs(read: () => MachineTimes = readMachine): number {
  const {busy, stolen} = read();
  return busy + stolen;
}

/**
 * Fraction of the processor time needed by the measured program that other programs used. Other programs may use the
 * processors beyond its threads: one thread on two processors is disturbed only if others use more than one processor.
 */
export function othersShare({busyMs, ownMs, elapsedMs, processors, threads}: SampleTimes): number {
  const free = (processors - Math.min(threads, processors)) * elapsedMs;
  return Math.max(0, busyMs - ownMs - free) / (Math.min(threads, processors) * elapsedMs);
}

function readMachine(): MachineTimes {
  const busy = cpus().reduce((sum, {times}) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return {busy, stolen: stolenMs()};
}

/** The eighth number in the first line of /proc/stat, in hundredths of a second; 0 on systems without that file. */
function stolenMs(): number {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const HUNDREDTHS = 10;
    return Number(line.trim().split(/\s+/)[8] ?? 0) * HUNDREDTHS;
  } catch {
    return 0;
  }
}
