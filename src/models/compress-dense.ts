import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {checksFor, show} from '../core/check';
import {requireArgs, requireFields} from '../core/structured-argument';
import {IMAGE_INPUT, requireModel} from './require-model';
import {countOf, type NamedArray} from '../core/named-array';
import {RandomStream} from '../core/random';
import {fillGaussian} from '../core/fill-gaussian';
import {AlexNetError} from '../errors';
import {registerLayers} from '../layers/register-layers';
import {lowRank} from '../ops/low-rank';
import {logitsModel} from './logits-model';
import {readModelWeights, writeModelWeights} from './model-weights';

/** Options of {@link compressDense}. */
export interface CompressDenseOptions {
  /** Rank of each dense layer that is to be compressed, by its name: {fc6: 512, fc7: 256}. */
  ranks: Readonly<Record<string, number>>;
  /**
   * Network input, [batch, …], on which the change of the logits is measured. Default: 8 images of normally distributed
   * noise with standard deviation 64. They are not photos: measure the accuracy on photos with `evaluateModel`.
   */
  images?: tf.Tensor;
  /** Seed of the random blocks and the noise. Default 0. */
  seed?: number;
}

/** Result for one dense layer. */
export interface CompressedLayer {
  name: string;
  /** [inputs, units] */
  shape: [number, number];
  rank: number;
  /** ‖W − W′‖ / ‖W‖ of the kernel, Frobenius norms. */
  relativeError: number;
  parametersBefore: number;
  parametersAfter: number;
}

/** Result of {@link compressDense}, with the error that the compression costs. */
export interface CompressDenseReport {
  layers: CompressedLayer[];
  /** Number of parameters of the whole network. */
  parametersBefore: number;
  parametersAfter: number;
  /** Change of the logits on the images. */
  logits: {
    /** The largest difference. */
    largest: number;
    /** Norm of the difference, divided by the norm of the logits. */
    relative: number;
    /** Fraction of the images whose predicted class stays the same. */
    sameBest: number;
  };
}

/** Suffix of the name of a layer's first half. */
const BASIS = 'basis';
/** Options to type. */
const RANKS = '{ranks: {fc6: 512, fc7: 256}}';
const NOISE = {count: 8, stddev: 64};

/** The form in which tfjs writes a model's architecture. */
interface LayerJson {
  class_name: string;
  name?: string;
  config: Record<string, unknown>;
  inbound_nodes?: unknown[];
}

/**
 * A network whose large dense layers are two thin ones each: `fc6` becomes `fc6/basis`, linear and without bias, and `fc6`
 * with its bias and activation.
 *
 *     W · x + b  ≈  W₂ · (W₁ · x) + b        W₁ [inputs, rank], W₂ [rank, units]
 *
 * The model that is given stays as it is. Memory: two models at a time.
 *
 * Pitfall: a layer becomes smaller only where rank · (inputs + units) is less than inputs · units: below 2835 for
 * AlexNet's fc6, below 2048 for its fc7.
 *
 * @example
 * const {model: small, report} = await compressDense(model, {ranks: {fc6: 512, fc7: 256}});
 * @see Denton, Zaremba, Bruna, LeCun, Fergus (2014), section 3.
 */
export async function compressDense(
  model: tfl.LayersModel,
  options: CompressDenseOptions,
): Promise<{model: tfl.LayersModel; report: CompressDenseReport}> {
  requireModel('compressDense', model);
  const {ranks, images, seed = 0} = requireArgs('compressDense', options, RANKS);
  requireFields('compressDense', 'ranks', ranks, {
    what: 'an object with the rank of each layer',
    fields: [],
    fix: `pass it in the options: ${RANKS}`,
  });
  if (images !== undefined) {
    requireFields('compressDense', 'images', images, IMAGE_INPUT);
  }
  const where = `compressDense "${model.name}"`;
  checkRanks(model, ranks, where);
  const arrays = new Map((await readModelWeights(model)).map(array => [array.name, array]));
  const layers: CompressedLayer[] = [];
  for (const [name, rank] of Object.entries(ranks)) {
    layers.push(await splitKernel(name, rank, arrays, seed));
  }
  const compressed = await buildCompressed(model, ranks);
  try {
    writeModelWeights(compressed, [...arrays.values()]);
    return {
      model: compressed,
      report: {
        layers,
        parametersBefore: model.countParams(),
        parametersAfter: compressed.countParams(),
        logits: await compareLogits(model, compressed, images, seed),
      },
    };
  } catch (error) {
    compressed.dispose();
    throw error;
  }
}

function checkRanks(model: tfl.LayersModel, ranks: Readonly<Record<string, number>>, where: string): void {
  const check = checksFor(where);
  const dense = model.layers.filter(layer => layer.getClassName() === 'Dense');
  if (Object.keys(ranks).length === 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'no layer is named.',
      expected: `the rank of one layer at least: ${dense.map(({name}) => name).join(', ')}`,
      received: 'ranks = {}',
      fix: `pass {ranks: {${show(dense[0]?.name ?? 'fc6')}: 256}}, say`,
    });
  }
  for (const [name, rank] of Object.entries(ranks)) {
    check.oneOf(
      'layer',
      name,
      dense.map(layer => layer.name),
    );
    const [inputs = 1, units = 1] = dense.find(layer => layer.name === name)?.weights[0]?.shape ?? [];
    check.integer(`rank of ${name}`, rank, 1, Math.min(inputs ?? 1, units ?? 1));
  }
}

/** Puts two kernels in the place of one. */
async function splitKernel(
  name: string,
  rank: number,
  arrays: Map<string, NamedArray>,
  seed: number,
): Promise<CompressedLayer> {
  const kernel = arrays.get(`${name}/kernel`);
  const [inputs = 1, units = 1] = kernel?.shape ?? [];
  if (kernel === undefined) {
    throw new Error(`internal: no kernel of ${name} in the model; please report this`);
  }
  const matrix = tf.tensor2d(kernel.data, [inputs, units]);
  const {first, second, relativeError} = await lowRank(matrix, rank, {seed});
  matrix.dispose();
  const put = async (key: string, tensor: tf.Tensor2D): Promise<void> => {
    arrays.set(key, {name: key, shape: [...tensor.shape], data: Float32Array.from(await tensor.data())});
  };
  await put(`${name}/${BASIS}/kernel`, first);
  await put(`${name}/kernel`, second);
  tf.dispose([first, second]);
  const bias = countOf(arrays.get(`${name}/bias`)?.shape ?? [0]);
  return {
    name,
    shape: [inputs, units],
    rank,
    relativeError,
    parametersBefore: inputs * units + bias,
    parametersAfter: rank * (inputs + units) + bias,
  };
}

/** The architecture with two layers in the place of one, its weights drawn. */
async function buildCompressed(
  model: tfl.LayersModel,
  ranks: Readonly<Record<string, number>>,
): Promise<tfl.LayersModel> {
  registerLayers();
  const json = structuredClone(model.toJSON(undefined, false)) as unknown as {
    config: {layers: LayerJson[]};
  };
  json.config.layers = json.config.layers.flatMap(layer => {
    const {name} = layer.config;
    const rank = typeof name === 'string' && Object.hasOwn(ranks, name) ? ranks[name] : undefined;
    return rank === undefined ? [layer] : splitLayer(layer, String(name), rank);
  });
  return tfl.loadLayersModel(tf.io.fromMemory({modelTopology: json}));
}

function splitLayer(layer: LayerJson, name: string, rank: number): LayerJson[] {
  const basis = `${name}/${BASIS}`;
  // The input shape belongs to the first of the two.
  const {batch_input_shape, ...config} = layer.config;
  const isFunctional = layer.inbound_nodes !== undefined;
  return [
    {
      ...layer,
      ...(layer.name === undefined ? {} : {name: basis}),
      config: {
        ...config,
        ...(batch_input_shape === undefined ? {} : {batch_input_shape}),
        name: basis,
        units: rank,
        activation: 'linear',
        use_bias: false,
        bias_regularizer: null,
        bias_constraint: null,
        activity_regularizer: null,
      },
    },
    {...layer, config, ...(isFunctional ? {inbound_nodes: [[[basis, 0, 0, {}]]]} : {})},
  ];
}

async function compareLogits(
  model: tfl.LayersModel,
  compressed: tfl.LayersModel,
  images: tf.Tensor | undefined,
  seed: number,
): Promise<CompressDenseReport['logits']> {
  const input = images ?? noise(model, seed);
  const [before, after] = [model, compressed].map(network =>
    tf.tidy(() => (logitsModel(network) ?? network).predict(input) as tf.Tensor),
  ) as [tf.Tensor, tf.Tensor];
  const [a, b] = [await before.data(), await after.data()];
  const [rows = 1] = before.shape;
  tf.dispose([before, after, ...(images === undefined ? [input] : [])]);
  let [largest, difference, norm] = [0, 0, 0];
  a.forEach((value, i) => {
    const off = Math.abs((b[i] ?? 0) - value);
    largest = Math.max(largest, off);
    difference += off ** 2;
    norm += value ** 2;
  });
  const classes = a.length / rows;
  const best = (values: ArrayLike<number>, row: number): number => {
    const part = Array.from(values).slice(row * classes, (row + 1) * classes);
    return part.indexOf(Math.max(...part));
  };
  const same = Array.from({length: rows}, (_, row) => row).filter(row => best(a, row) === best(b, row));
  return {
    largest,
    relative: norm === 0 ? 0 : Math.sqrt(difference / norm),
    sameBest: same.length / rows,
  };
}

function noise(model: tfl.LayersModel, seed: number): tf.Tensor {
  const shape = [NOISE.count, ...(model.inputs[0]?.shape.slice(1) ?? []).map(size => size ?? 1)];
  const values = new Float32Array(countOf(shape));
  fillGaussian(values, RandomStream.derive(seed, 'compress-noise'), 0, NOISE.stddev);
  return tf.tensor(values, shape);
}
