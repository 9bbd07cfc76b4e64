/** The suite on native TensorFlow: `stock`, or `own` with the kernels of this package. */
import {createRequire} from 'node:module';
import Module from 'node:module';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {useTensorFlow} from '../../src/backends/use-tensorflow.node.js';
import {testOn, VARIANT} from './on-backend';

// tfjs-node finds its binding by its place on disk, so it stays outside the bundle; it is given the bundle's tfjs-core.
// Its own classes are functions of old, which cannot extend a class: this one can be called like a function.
function KernelBackend(this: unknown): unknown {
  return this;
}
KernelBackend.prototype = tf.KernelBackend.prototype;
const core = {...tf, KernelBackend};
const loader = Module as unknown as {_load: (request: string, ...rest: unknown[]) => unknown};
const load = loader._load.bind(loader);
loader._load = (request, ...rest) => (request === '@tensorflow/tfjs-core' ? core : load(request, ...rest));
createRequire(join(process.cwd(), 'package.json'))('@tensorflow/tfjs-node');

testOn('tensorflow', VARIANT === 'stock' ? undefined : () => useTensorFlow());
