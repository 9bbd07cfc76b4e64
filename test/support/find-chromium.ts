import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program of chromium, or undefined where there is none. */
export function findChromium(): string | undefined {
  const named = process.env.ALEXNET_CHROMIUM;
  if (named !== undefined) {
    return existsSync(named) ? named : undefined;
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path));
}
