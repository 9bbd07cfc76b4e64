/**
 * `npm run random-shapes [COUNT] [SEED]`: compares the WebAssembly kernels with the cpu backend over random shapes, 5,000
 * by default. `npm test` does the same with fewer.
 */
import {runNode, VITEST} from './project';

const [count = '5000', seed = '1'] = process.argv.slice(2);
process.env.ALEXNET_RANDOM_SHAPES = count;
process.env.ALEXNET_RANDOM_SEED = seed;
process.exitCode = await runNode([VITEST, 'run', 'test/property/wasm-kernels.test.ts']);
