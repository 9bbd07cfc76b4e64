// How much processor time anything but the benchmark used while it measured.
import {readFileSync} from 'node:fs';
import {cpus} from 'node:os';

/** Milliseconds that all processors were busy since the machine started, what a hypervisor took included. */
export function busyMs(read = readMachine) {
  const {busy, stolen} = read();
  return busy + stolen;
}

/**
 * Part of what the measured one needed that others held. Others may use the processors that it has no threads for: one
 * thread of two processors is disturbed only by what does not fit beside it.
 */
export function othersShare({busyMs, ownMs, elapsedMs, processors, threads}) {
  const free = (processors - Math.min(threads, processors)) * elapsedMs;
  return Math.max(0, busyMs - ownMs - free) / (Math.min(threads, processors) * elapsedMs);
}

function readMachine() {
  const busy = cpus().reduce((sum, {times}) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return {busy, stolen: stolenMs()};
}

/** The eighth figure of Linux's first line; other systems do not say. */
function stolenMs() {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const HUNDREDTHS = 10;
    return Number(line.trim().split(/\s+/)[8] ?? 0) * HUNDREDTHS;
  } catch {
    return 0;
  }
}
