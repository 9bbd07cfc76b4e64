import {readFileSync, writeFileSync} from 'node:fs';

const STATUS = '/proc/self/status';

/** How far the memory of this process rises while `body` runs, in bytes; NaN if the system does not report it. */
export function risingBytes(body: () => void): number {
  try {
    // Linux: forgets the peak so far.
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    body();
    return NaN;
  }
  const before = readKilobytes('VmRSS');
  body();
  return 1024 * (readKilobytes('VmHWM') - before);
}

function readKilobytes(field: string): number {
  return Number(new RegExp(`${field}:\\s*(\\d+) kB`).exec(readFileSync(STATUS, 'utf8'))?.[1]);
}
