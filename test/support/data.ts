import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';

/** The folder of photos and weights that the tests use where it is there; never part of the repository. */
export const TEST_DATA =
  process.env.ALEXNET_TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data');

/** The path of one part of the test data, or undefined (then the test names itself as skipped). */
export function testData(...parts: string[]): string | undefined {
  const path = join(TEST_DATA, ...parts);
  return existsSync(path) ? path : undefined;
}
