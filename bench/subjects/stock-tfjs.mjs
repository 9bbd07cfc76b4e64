// AlexNet of stock layers, as one would write it without this package: groups by split and concat, the stock LRN op,
// tf.train.momentum. Arguments: the backend (wasm or node), and for node the folder in which tfjs-node is installed.
import {createRequire} from 'node:module';
import {PRESETS} from 'tfjs-alexnet/presets';
import {lrnWork} from './lrn.mjs';
import {modelWork} from './model-work.mjs';
import {serve} from './serve.mjs';

const [, , backend, folder] = process.argv;
const {tf, layers} = backend === 'node' ? startNode(folder) : await startWasm();

/** @tensorflow/tfjs-node brings its own copy of all parts. */
function startNode(folder) {
  const tf = createRequire(`${folder}/`)('@tensorflow/tfjs-node');
  return {tf, layers: tf};
}

async function startWasm() {
  const tf = await import('@tensorflow/tfjs-core');
  const layers = await import('@tensorflow/tfjs-layers');
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  return {tf, layers};
}

class LRN extends layers.layers.Layer {
  static className = 'StockLRN';
  constructor({row, ...args}) {
    super(args);
    this.row = row;
  }
  computeOutputShape(shape) {
    return shape;
  }
  call(inputs) {
    const {depthRadius, bias, alpha, beta} = this.row;
    return tf.localResponseNormalization([inputs].flat()[0], depthRadius, bias, alpha, beta);
  }
}

class Channels extends layers.layers.Layer {
  static className = 'StockChannels';
  constructor({from, count, ...args}) {
    super(args);
    Object.assign(this, {from, count});
  }
  computeOutputShape([batch, height, width]) {
    return [batch, height, width, this.count];
  }
  call(inputs) {
    const [x] = [inputs].flat();
    return tf.slice(x, [0, 0, 0, this.from], [-1, -1, -1, this.count]);
  }
}

function convolve(row, input) {
  const {name, filters, kernelSize, strides = 1, padding = 'valid', groups = 1} = row;
  const channels = input.shape[3];
  const kernelInitializer = layers.initializers.randomNormal({stddev: 0.01});
  const parts = Array.from({length: groups}, (_, group) => {
    const count = channels / groups;
    const part =
      groups === 1
        ? input
        : new Channels({name: `${name}_from${group}`, from: group * count, count}).apply(input);
    const args = {
      filters: filters / groups,
      kernelSize,
      strides,
      padding,
      kernelInitializer,
      activation: 'relu',
    };
    return layers.layers.conv2d({name: `${name}_${group}`, ...args}).apply(part);
  });
  return groups === 1 ? parts[0] : layers.layers.concatenate({name}).apply(parts);
}

function apply(row, input) {
  const {layers: make} = layers;
  switch (row.kind) {
    case 'conv':
      return convolve(row, input);
    case 'lrn':
      return new LRN({row}).apply(input);
    case 'maxPool':
      return make.maxPooling2d({poolSize: row.poolSize, strides: row.strides}).apply(input);
    case 'flatten':
      return make.flatten().apply(input);
    case 'dense': {
      const units = row.units === 'classes' ? 1000 : row.units;
      const kernelInitializer = layers.initializers.randomNormal({stddev: 0.01});
      return make.dense({units, activation: row.activation, kernelInitializer}).apply(input);
    }
    case 'dropout':
      return make.dropout({rate: 0.5}).apply(input);
    case 'softmax':
      return make.softmax().apply(input);
    default:
      throw new Error(`the table of alexnet has a layer of kind ${row.kind}, which this file does not know`);
  }
}

const work = modelWork(tf, {
  make: size => {
    const input = layers.input({shape: [size, size, 3]});
    const outputs = PRESETS.alexnet.layers.reduce((output, row) => apply(row, output), input);
    return layers.model({inputs: input, outputs});
  },
  optimizer: () => tf.train.momentum(0.001, 0.9),
});

await serve(request => (request.work.startsWith('lrn') ? lrnWork(tf, request.work) : work(request)));
