/** Small nets of the kinds that people train with stock tfjs-layers, with a seed in every initializer. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {createAlexNet} from '../../src/index';
import {momentumSGD} from '../../src/optimizers/momentum-sgd';
import {randomTensor} from './against-cpu';

export interface SmallNet {
  name: string;
  build: () => tfl.LayersModel;
  optimizer: () => tf.Optimizer;
  loss: string;
  /** Shape of one output; inputs are those of the model. */
  output: number[];
  /** Numbers of words, where the input is a text. */
  words?: number;
}

type Layer = tfl.SymbolicTensor;
const CLASSES = 4;
const BATCH = 6;

/** Returns a function that makes initializers, each with another seed. */
function seeded(): () => ReturnType<typeof tfl.initializers.heNormal> {
  let seed = 0;
  return () => tfl.initializers.heNormal({seed: ++seed});
}

function lenet(): tfl.LayersModel {
  const init = seeded();
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        inputShape: [18, 18, 1],
        filters: 6,
        kernelSize: 5,
        activation: 'tanh',
        kernelInitializer: init(),
      }),
      tfl.layers.averagePooling2d({poolSize: 2}),
      tfl.layers.conv2d({filters: 16, kernelSize: 3, activation: 'sigmoid', kernelInitializer: init()}),
      tfl.layers.averagePooling2d({poolSize: 2}),
      tfl.layers.flatten(),
      tfl.layers.dense({units: 20, activation: 'tanh', kernelInitializer: init()}),
      tfl.layers.dense({units: CLASSES, activation: 'softmax', kernelInitializer: init()}),
    ],
  });
}

/** 3 × 3 convolutions of as many channels as Winograd's method asks for. */
function vgg(): tfl.LayersModel {
  const init = seeded();
  const conv = (filters: number, inputShape?: number[]): tfl.layers.Layer =>
    tfl.layers.conv2d({
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: init(),
      kernelRegularizer: tfl.regularizers.l2({l2: 1e-3}),
      ...(inputShape === undefined ? {} : {inputShape}),
    });
  return tfl.sequential({
    layers: [
      conv(24, [10, 10, 3]),
      conv(24),
      tfl.layers.maxPooling2d({poolSize: 2}),
      conv(32),
      tfl.layers.maxPooling2d({poolSize: 2}),
      tfl.layers.flatten(),
      tfl.layers.dropout({rate: 0.3, seed: 1}),
      tfl.layers.dense({
        units: 16,
        activation: 'relu',
        kernelInitializer: init(),
        kernelConstraint: tfl.constraints.maxNorm({maxValue: 2}),
      }),
      tfl.layers.dense({units: CLASSES, activation: 'softmax', kernelInitializer: init()}),
    ],
  });
}

function resnet(): tfl.LayersModel {
  const init = seeded();
  const conv = (filters: number, kernelSize: number, strides = 1): tfl.layers.Layer =>
    tfl.layers.conv2d({
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: init(),
    });
  const block = (x: Layer, filters: number, strides: number): Layer => {
    let y = conv(filters, 3, strides).apply(x) as Layer;
    y = tfl.layers.batchNormalization().apply(y) as Layer;
    y = tfl.layers.reLU().apply(y) as Layer;
    y = tfl.layers.batchNormalization().apply(conv(filters, 3).apply(y)) as Layer;
    const short = strides === 1 ? x : (conv(filters, 1, strides).apply(x) as Layer);
    return tfl.layers.reLU().apply(tfl.layers.add().apply([y, short])) as Layer;
  };
  const input = tfl.input({shape: [12, 12, 3]});
  let x = tfl.layers.batchNormalization().apply(conv(8, 3).apply(input)) as Layer;
  x = block(block(x, 8, 1), 16, 2);
  x = tfl.layers.globalAveragePooling2d({dataFormat: 'channelsLast'}).apply(x) as Layer;
  const output = tfl.layers
    .dense({units: CLASSES, activation: 'softmax', kernelInitializer: init()})
    .apply(x);
  return tfl.model({inputs: input, outputs: output as Layer});
}

function mobilenet(): tfl.LayersModel {
  const init = seeded();
  return tfl.sequential({
    layers: [
      tfl.layers.zeroPadding2d({
        inputShape: [13, 13, 3],
        padding: [
          [0, 1],
          [0, 1],
        ],
      }),
      tfl.layers.depthwiseConv2d({
        kernelSize: 3,
        depthMultiplier: 2,
        strides: 2,
        depthwiseInitializer: init(),
      }),
      tfl.layers.batchNormalization(),
      tfl.layers.reLU({maxValue: 6}),
      tfl.layers.separableConv2d({
        filters: 12,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu6',
        depthwiseInitializer: init(),
        pointwiseInitializer: init(),
      }),
      tfl.layers.leakyReLU(),
      tfl.layers.depthwiseConv2d({
        kernelSize: 3,
        padding: 'same',
        activation: 'elu',
        depthwiseInitializer: init(),
      }),
      tfl.layers.globalMaxPooling2d({dataFormat: 'channelsLast'}),
      tfl.layers.dense({units: CLASSES, kernelInitializer: init(), activation: 'softmax'}),
    ],
  });
}

function autoencoder(): tfl.LayersModel {
  const init = seeded();
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        inputShape: [12, 12, 2],
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'elu',
        kernelInitializer: init(),
      }),
      tfl.layers.conv2d({
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'selu',
        kernelInitializer: init(),
      }),
      tfl.layers.layerNormalization(),
      tfl.layers.conv2dTranspose({
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: init(),
      }),
      // Not 'nearest': its gradient on the cpu backend is wrong for more than one image.
      tfl.layers.upSampling2d({size: [2, 2], interpolation: 'bilinear'}),
      tfl.layers.conv2d({
        filters: 2,
        kernelSize: 3,
        padding: 'same',
        kernelInitializer: init(),
        kernelRegularizer: tfl.regularizers.l1({l1: 1e-3}),
      }),
    ],
  });
}

/** Convolutions over words: their table's gradient is a sum of segments. */
function text(): tfl.LayersModel {
  const init = seeded();
  return tfl.sequential({
    layers: [
      tfl.layers.embedding({inputDim: 30, outputDim: 8, inputLength: 16, embeddingsInitializer: init()}),
      tfl.layers.conv1d({filters: 12, kernelSize: 3, activation: 'relu', kernelInitializer: init()}),
      tfl.layers.maxPooling1d({poolSize: 2}),
      tfl.layers.prelu(),
      tfl.layers.globalAveragePooling1d(),
      tfl.layers.dense({units: CLASSES, activation: 'softmax', kernelInitializer: init()}),
    ],
  });
}

function volume(): tfl.LayersModel {
  const init = seeded();
  return tfl.sequential({
    layers: [
      tfl.layers.conv3d({
        inputShape: [6, 8, 8, 2],
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: init(),
      }),
      tfl.layers.maxPooling3d({poolSize: 2}),
      tfl.layers.flatten(),
      tfl.layers.dense({units: CLASSES, activation: 'softmax', kernelInitializer: init()}),
    ],
  });
}

const adam = (): tf.Optimizer => tf.train.adam(3e-3);
const CROSS_ENTROPY = {loss: 'categoricalCrossentropy', output: [CLASSES]};

export const SMALL_NETS: SmallNet[] = [
  {name: 'LeNet', build: lenet, optimizer: () => tf.train.sgd(0.1), ...CROSS_ENTROPY},
  {name: 'a small VGG with L2, dropout and a constraint', build: vgg, optimizer: adam, ...CROSS_ENTROPY},
  {
    name: 'a ResNet with batch normalization',
    build: resnet,
    optimizer: () => tf.train.momentum(0.02, 0.9),
    ...CROSS_ENTROPY,
  },
  {
    name: 'depthwise and separable convolutions',
    build: mobilenet,
    optimizer: () => tf.train.rmsprop(2e-3),
    ...CROSS_ENTROPY,
  },
  {
    name: 'an autoencoder with transposed convolution and upsampling',
    build: autoencoder,
    optimizer: () => tf.train.adamax(5e-3),
    loss: 'meanSquaredError',
    output: [12, 12, 2],
  },
  {
    name: 'convolutions over words',
    build: text,
    optimizer: () => tf.train.adagrad(0.05),
    words: 30,
    ...CROSS_ENTROPY,
  },
  {
    name: 'convolutions over volumes',
    build: volume,
    optimizer: () => tf.train.adadelta(0.5),
    ...CROSS_ENTROPY,
  },
];

/** Too large for the cpu backend; with this batch training is chaotic, so it is compared only with itself. */
export const ALEXNET_MINI: SmallNet = {
  name: 'alexnet-mini',
  build: () => createAlexNet({preset: 'alexnet-mini', classes: CLASSES, seed: 3}),
  optimizer: () => momentumSGD({learningRate: 0.01}),
  ...CROSS_ENTROPY,
};

/** The losses of so many steps on one batch, on the backend in use. */
export async function trainSmallNet(net: SmallNet, steps: number): Promise<number[]> {
  const model = net.build();
  const optimizer = net.optimizer();
  model.compile({optimizer, loss: net.loss});
  const inputShape = [BATCH, ...(model.inputs[0]!.shape.slice(1) as number[])];
  const [x, y] = tf.tidy((): [tf.Tensor, tf.Tensor] => {
    const values = randomTensor(inputShape as never, net.name, 'x');
    const words = net.words;
    const labels = tf.tensor1d(
      Array.from({length: BATCH}, (_, i) => i % CLASSES),
      'int32',
    );
    return [
      words === undefined ? values : tf.floor(tf.mul(tf.add(values, 1), words / 2)),
      net.output.length === 1
        ? tf.oneHot(labels, CLASSES)
        : randomTensor([BATCH, ...net.output] as never, 'y'),
    ];
  });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    losses.push((await model.trainOnBatch(x, y)) as number);
  }
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
  return losses;
}
