/** The suite on tfjs-wasm: `stock`, or `threads=N` with the kernels of this package. */
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {useWasm} from '../../src/backends/use-wasm';
import {numberIn, testOn, VARIANT} from './on-backend';

setWasmPaths(`${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
testOn('wasm', VARIANT === 'stock' ? undefined : () => useWasm({threads: numberIn(VARIANT)}));
