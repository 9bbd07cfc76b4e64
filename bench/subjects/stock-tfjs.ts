/**
 * AlexNet from stock layers, as users write it without this package: groups by split and concat, the stock LRN op,
 * tf.train.momentum. Arguments: the backend (wasm or node), and for node the folder in which tfjs-node is installed.
 */
import {createRequire} from 'node:module';
import type * as tfjs from '@tensorflow/tfjs-core';
import type * as tfjsLayers from '@tensorflow/tfjs-layers';
import {ALEXNET} from 'tfjs-alexnet/presets';
import {lrnWork} from './lrn';
import {modelWork} from './model-work';
import {serve} from './serve';

/** The parts of TensorFlow.js. */
interface Stock {
  tf: typeof tfjs;
  layers: typeof tfjsLayers;
}
type Symbolic = tfjsLayers.SymbolicTensor;
type LayerArgs = ConstructorParameters<typeof tfjsLayers.layers.Layer>[0];
type LayerRow = (typeof ALEXNET)['layers'][number];
type RowOf<Kind extends LayerRow['kind']> = Extract<LayerRow, {kind: Kind}>;
type Input = tfjs.Tensor | tfjs.Tensor[];

const [, , backend, folder = ''] = process.argv;
const {tf, layers} = backend === 'node' ? startNode(folder) : await startWasm();

/** @tensorflow/tfjs-node brings its own copy of all parts. */
function startNode(place: string): Stock {
  const all = createRequire(`${place}/`)('@tensorflow/tfjs-node') as Stock['tf'] & Stock['layers'];
  return {tf: all, layers: all};
}

async function startWasm(): Promise<Stock> {
  const core = await import('@tensorflow/tfjs-core');
  const parts = await import('@tensorflow/tfjs-layers');
  await import('@tensorflow/tfjs-backend-wasm');
  await core.setBackend('wasm');
  return {tf: core, layers: parts};
}

const firstOf = (inputs: Input): tfjs.Tensor4D =>
  (Array.isArray(inputs) ? inputs[0] : inputs) as tfjs.Tensor4D;

class LRN extends layers.layers.Layer {
  static className = 'StockLRN';
  readonly row: RowOf<'lrn'>;

  constructor({row, ...args}: LayerArgs & {row: RowOf<'lrn'>}) {
    super(args);
    this.row = row;
  }

  override computeOutputShape(shape: tfjsLayers.Shape): tfjsLayers.Shape {
    return shape;
  }

  override call(inputs: Input): tfjs.Tensor {
    const {depthRadius, bias, alpha, beta} = this.row;
    return tf.localResponseNormalization(firstOf(inputs), Number(depthRadius), bias, alpha, beta);
  }
}

class Channels extends layers.layers.Layer {
  static className = 'StockChannels';
  readonly from: number;
  readonly count: number;

  constructor({from, count, ...args}: LayerArgs & {from: number; count: number}) {
    super(args);
    this.from = from;
    this.count = count;
  }

  override computeOutputShape(shape: tfjsLayers.Shape): tfjsLayers.Shape {
    return [...shape.slice(0, 3), this.count];
  }

  override call(inputs: Input): tfjs.Tensor {
    return tf.slice(firstOf(inputs), [0, 0, 0, this.from], [-1, -1, -1, this.count]);
  }
}

const one = (output: unknown): Symbolic => output as Symbolic;

function convolve(row: RowOf<'conv'>, input: Symbolic): Symbolic {
  const {name, filters, kernelSize, strides = 1, padding = 'valid', groups = 1} = row;
  if (typeof padding !== 'string' || typeof filters !== 'number') {
    throw new Error(`"${name}" is not supported by the stock layers`);
  }
  const channels = input.shape[3] ?? 0;
  const kernelInitializer = layers.initializers.randomNormal({stddev: 0.01});
  const parts = Array.from({length: groups}, (_, group) => {
    const count = channels / groups;
    const part =
      groups === 1
        ? input
        : new Channels({name: `${name}_from${group}`, from: group * count, count}).apply(input);
    return one(
      layers.layers
        .conv2d({
          name: `${name}_${group}`,
          filters: filters / groups,
          kernelSize: kernelSize as number,
          strides: strides as number,
          padding,
          kernelInitializer,
          activation: 'relu',
        })
        .apply(part),
    );
  });
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0
    ? only
    : one(layers.layers.concatenate({name}).apply(parts));
}

function apply(row: LayerRow, input: Symbolic): Symbolic {
  const {layers: make} = layers;
  switch (row.kind) {
    case 'conv':
      return convolve(row, input);
    case 'lrn':
      return one(new LRN({row}).apply(input));
    case 'maxPool':
      return one(
        make.maxPooling2d({poolSize: row.poolSize as number, strides: row.strides as number}).apply(input),
      );
    case 'flatten':
      return one(make.flatten().apply(input));
    case 'dense': {
      const units = row.units === 'classes' ? 1000 : row.units;
      const kernelInitializer = layers.initializers.randomNormal({stddev: 0.01});
      const activation = row.activation as 'relu' | undefined;
      return one(make.dense({units, activation, kernelInitializer}).apply(input));
    }
    case 'dropout':
      return one(make.dropout({rate: 0.5}).apply(input));
    case 'softmax':
      return one(make.softmax().apply(input));
    default:
      throw new Error(`the preset alexnet has a layer of kind ${row.kind}, which this file does not support`);
  }
}

const work = modelWork(tf, {
  make: size => {
    const input = layers.input({shape: [size, size, 3]});
    const outputs = ALEXNET.layers.reduce<Symbolic>((output, row) => apply(row, output), input);
    return layers.model({inputs: input, outputs});
  },
  optimizer: () => tf.train.momentum(0.001, 0.9),
});

await serve(request => ('batch' in request ? work(request) : lrnWork(tf, request.work)));
