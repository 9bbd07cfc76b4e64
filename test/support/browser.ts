/** Tests that need a browser. A machine without chromium skips them aloud. */
import {describe} from 'vitest';
import {findChromium} from './find-chromium';

/** A group of tests that need a browser; without one it is named as skipped. */
export function describeInBrowser(title: string, body: () => void): void {
  if (findChromium() === undefined) {
    describe.skip(`${title} [skipped: no chromium; apt-get install chromium]`, body);
  } else {
    describe(`${title} [chromium]`, body);
  }
}
