import * as tf from '@tensorflow/tfjs-core';
import {checksFor} from '../core/check';
import {countOf} from '../core/named-array';
import {AlexNetError} from '../errors';
import {quantizeArray, type Quantization} from '../formats/quantize';

/** Options of {@link quantizedIO}. */
export interface QuantizedIOOptions {
  /** 'float16': half the bytes, 3 digits; 'uint8': a quarter, 256 steps per array. */
  to: Quantization;
}

/** Arrays of fewer values stay float32: biases take no room, and errors in them meet every pixel. */
const LEAST_COUNT = 1024;

/**
 * An IOHandler that saves with fewer bytes per weight, for the web, through another handler. What it saves opens with
 * `tf.loadLayersModel`, which turns the weights back into float32.
 *
 * Pitfall: optimizer state is saved as it is; leave it out with `includeOptimizer: false`, the default.
 *
 * @example
 * await model.save(quantizedIO(fileSystemIO('web/alexnet'), {to: 'uint8'}));
 */
export function quantizedIO(handler: tf.io.IOHandler, {to}: QuantizedIOOptions): tf.io.IOHandler {
  checksFor('quantizedIO').oneOf('to', to, ['float16', 'uint8']);
  const {save} = handler;
  if (save === undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'quantizedIO',
      problem: 'the handler cannot save.',
      expected: 'a handler with save(), such as fileSystemIO(directory)',
      received: 'a handler without save()',
      fix: 'pass a handler that saves',
    });
  }
  return {
    ...(handler.load === undefined ? {} : {load: handler.load.bind(handler)}),
    save: artifacts => save.call(handler, quantizeArtifacts(artifacts, to)),
  };
}

/** The same model with smaller weights. */
function quantizeArtifacts(artifacts: tf.io.ModelArtifacts, to: Quantization): tf.io.ModelArtifacts {
  const {weightSpecs = [], weightData = new ArrayBuffer(0)} = artifacts;
  const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const parts: Uint8Array[] = [];
  let offset = 0;
  const specs = weightSpecs.map(spec => {
    const count = countOf(spec.shape);
    const length = 'quantization' in spec || spec.dtype === 'string' ? NaN : count * byteWidth(spec.dtype);
    if (Number.isNaN(length)) {
      throw new AlexNetError({
        code: 'unsupported',
        where: `quantizedIO, weight "${spec.name}"`,
        problem: 'only plain numbers can be quantized.',
        expected: 'a weight of type float32, int32 or bool that is not quantized yet',
        received: 'quantization' in spec ? 'a quantized weight' : spec.dtype,
        fix: 'open the model with tf.loadLayersModel and save it through quantizedIO',
      });
    }
    const own = bytes.slice(offset, offset + length);
    offset += length;
    if (spec.dtype !== 'float32' || count < LEAST_COUNT) {
      parts.push(own);
      return spec;
    }
    const data = new Float32Array(own.buffer);
    const quantized = quantizeArray({name: spec.name, shape: spec.shape, data}, to);
    parts.push(quantized.bytes);
    return {...spec, quantization: quantized.quantization};
  });
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return {...artifacts, weightSpecs: specs, weightData: joined.buffer};
}

function byteWidth(dtype: string): number {
  return {float32: 4, int32: 4, bool: 1}[dtype] ?? NaN;
}
