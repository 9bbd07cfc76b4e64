import type * as tfl from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';

const PERIOD = 65521;

/**
 * Uniform in ±scale, the same values again after 65,521 of them: the formula of golden/make_presets.py, so that both
 * sides have the same weights and none need to be stored.
 */
export function formulaValues(count: number, seed: number, scale: number): Float32Array {
  const hashes = hashesOf(seed);
  const base = new Float32Array(Math.min(PERIOD, count));
  for (let i = 0; i < base.length; i++) {
    base[i] = (hashes[i]! / 2147483648 - 1) * scale;
  }
  const values = new Float32Array(count);
  values.set(base);
  for (let filled = base.length; filled < count; filled *= 2) {
    values.copyWithin(filled, 0, Math.min(filled, count - filled));
  }
  return values;
}

/** Networks of one test have the same seeds: their layers are numbered. */
const known = new Map<number, Uint32Array>();

function hashesOf(seed: number): Uint32Array {
  let hashes = known.get(seed);
  if (hashes === undefined) {
    hashes = Uint32Array.from({length: PERIOD}, (_, i) => {
      let h = (Math.imul(i, 2654435761) + Math.imul(seed, 40503)) >>> 0;
      h ^= h >>> 15;
      h = Math.imul(h, 2246822519) >>> 0;
      return h ^ (h >>> 13);
    });
    known.set(seed, hashes);
  }
  return hashes;
}

/** The kernel of the logits is smaller by this factor, so that they are of order 1 to 10, as a trained network's. */
const LOGITS_GAIN = 1 / 8;

/**
 * Sets the weights of a model to the values of make_presets.py, in the order in which its layers were made: kernels of He's
 * variance, all else in ±0.1, the scale and the variance of batch normalization in 1 ± 0.1. For a model
 * without its logits layer the caller says so, and its last kernel is scaled like the others.
 */
export function fillByFormula(model: tfl.LayersModel, {endsInLogits = true} = {}): void {
  const weights = [...model.layers].sort((a, b) => a.id - b.id).flatMap(layer => layer.weights);
  const lastKernel = weights.findLastIndex(({shape}) => shape.length > 1);
  weights.forEach((weight, seed) => {
    const shape = weight.shape.map(Number);
    const fanIn = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const gain = endsInLogits && seed === lastKernel ? LOGITS_GAIN : 1;
    const scale = shape.length === 1 ? 0.1 : Math.sqrt(6 / fanIn) * gain;
    const center = /(gamma|moving_variance)$/.test(weight.originalName) ? 1 : 0;
    const drawn = formulaValues(tf.util.sizeFromShape(shape), seed, scale);
    // A callback for each of 100 million weights takes longer than the networks.
    const values = tf.tensor(center === 0 ? drawn : drawn.map(value => value + center), shape);
    weight.write(values);
    values.dispose();
  });
}
