import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';

/** The folder of photos and weights that the tests use if it exists; it is not in the repository. */
export const TEST_DATA =
  process.env.ALEXNET_TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data');

/** Returns a path in the test data, or undefined (then the test is reported as skipped). */
export function testData(...parts: string[]): string | undefined {
  const path = join(TEST_DATA, ...parts);
  return existsSync(path) ? path : undefined;
}
