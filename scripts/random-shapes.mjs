/**
 * `npm run random-shapes [COUNT] [SEED]`: the native kernels against the cpu backend over so many random shapes, 5,000
 * without more words. `npm test` does the same over fewer.
 */
import {join} from 'node:path';
import {ROOT, ensureInstalled, runNode} from './prepare.mjs';

ensureInstalled();
const [count = '5000', seed = '1'] = process.argv.slice(2);
process.env.ALEXNET_RANDOM_SHAPES = count;
process.env.ALEXNET_RANDOM_SEED = seed;
process.exitCode = await runNode([
  join(ROOT, 'node_modules/vitest/vitest.mjs'),
  'run',
  'test/property/wasm-kernels.test.ts',
]);
