import {mkdirSync, rmSync, statSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';

const STALE_MS = 300_000;

/** Runs `body` while no other process does so under the same lock, a folder that is made for it. */
export async function oneAtATime(lock: string, body: () => void | Promise<void>): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, {throwIfNoEntry: false})?.mtimeMs ?? Date.now());
      if (age > STALE_MS) {
        rmSync(lock, {recursive: true, force: true});
      }
      await sleep(200);
    }
  }
  try {
    await body();
  } finally {
    rmSync(lock, {recursive: true, force: true});
  }
}
