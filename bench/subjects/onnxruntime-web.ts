/** The same network in ONNX Runtime's build for WebAssembly. Argument: the folder in which it is installed. */
import {createRequire} from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import {createAlexNet, writeOnnx} from 'tfjs-alexnet';
import '@tensorflow/tfjs-backend-cpu';
import {randomNumbers, serve} from './serve';

/** The used API of onnxruntime-web, which is no dependency of this project. */
interface OnnxRuntime {
  env: {wasm: {numThreads: number}};
  InferenceSession: {
    create: (model: Uint8Array, options: {executionProviders: string[]}) => Promise<Session>;
  };
  Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => object;
}
interface Session {
  inputNames: string[];
  run: (feeds: Record<string, object>) => Promise<unknown>;
}

const [, , folder = ''] = process.argv;
const ort = createRequire(`${folder}/`)('onnxruntime-web') as OnnxRuntime;

await tf.setBackend('cpu');
const model = createAlexNet({seed: 1});
const network = await writeOnnx(model);
model.dispose();

let running: Session | undefined;

/** The session. Its number of threads is that of the first request. */
async function sessionOf(threads: number): Promise<Session> {
  ort.env.wasm.numThreads = threads;
  running ??= await ort.InferenceSession.create(network, {executionProviders: ['wasm']});
  return running;
}

await serve(async request => {
  if (!('batch' in request)) {
    throw new Error(`no work "${request.work}"`);
  }
  const {batch, size, threads} = request;
  const session = await sessionOf(threads);
  const values = randomNumbers(batch * 3 * size * size, 100);
  const feeds = {[session.inputNames[0] ?? '']: new ort.Tensor('float32', values, [batch, 3, size, size])};
  return async () => {
    await session.run(feeds);
  };
});
