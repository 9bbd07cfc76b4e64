/**
 * Layers as Caffe wrote them in 2013 (V0): all parameters in one message, types in lower case, and padding as a layer in
 * front of a convolution.
 *
 * Source: BVLC/caffe, src/caffe/util/upgrade_proto.cpp.
 */
import {isMessage, listOf, type CaffeMessage} from './caffe-model';

/** Types of V0, and the message that takes their parameters. */
const TYPES: Readonly<Record<string, readonly [type: string, message?: string]>> = {
  accuracy: ['Accuracy'],
  bnll: ['BNLL'],
  concat: ['Concat', 'concat_param'],
  conv: ['Convolution', 'convolution_param'],
  data: ['Data', 'data_param'],
  dropout: ['Dropout', 'dropout_param'],
  euclidean_loss: ['EuclideanLoss'],
  flatten: ['Flatten'],
  hdf5_data: ['HDF5Data'],
  hdf5_output: ['HDF5Output'],
  im2col: ['Im2col', 'convolution_param'],
  images: ['ImageData', 'image_data_param'],
  infogain_loss: ['InfogainLoss'],
  innerproduct: ['InnerProduct', 'inner_product_param'],
  lrn: ['LRN', 'lrn_param'],
  multinomial_logistic_loss: ['MultinomialLogisticLoss'],
  padding: ['Padding'],
  pool: ['Pooling', 'pooling_param'],
  relu: ['ReLU'],
  sigmoid: ['Sigmoid'],
  softmax: ['Softmax'],
  softmax_loss: ['SoftmaxWithLoss'],
  split: ['Split'],
  tanh: ['TanH'],
  window_data: ['WindowData', 'window_data_param'],
};

/** Fields whose names changed. */
const NAMES: Readonly<Record<string, string>> = {
  batchsize: 'batch_size',
  biasterm: 'bias_term',
  kernelsize: 'kernel_size',
};
/** Fields that describe how photos are changed, which are in a message of their own today. */
const TRANSFORM: Readonly<Record<string, string>> = {
  scale: 'scale',
  meanfile: 'mean_file',
  cropsize: 'crop_size',
  mirror: 'mirror',
};
/** Fields of the layer itself. */
const OUTER = [
  'name',
  'type',
  'bottom',
  'top',
  'layer',
  'blobs',
  'blobs_lr',
  'weight_decay',
  'include',
  'exclude',
];

/** The fields of a layer with the names of today; undefined for a type that V0 does not have. */
export function upgradeV0(fields: CaffeMessage): CaffeMessage | undefined {
  const old = typeof fields.type === 'string' ? fields.type : '';
  const [type, message] = Object.hasOwn(TYPES, old) ? (TYPES[old] ?? []) : [];
  if (type === undefined) {
    return undefined;
  }
  const upgraded: CaffeMessage = {};
  const parameters: CaffeMessage = {};
  const transform: CaffeMessage = {};
  for (const [name, value] of Object.entries(fields)) {
    if (OUTER.includes(name)) {
      upgraded[name] = value;
    } else if (Object.hasOwn(TRANSFORM, name) && /Data$/.test(type)) {
      transform[TRANSFORM[name] ?? name] = value;
    } else {
      parameters[NAMES[name] ?? name] = value;
    }
  }
  upgraded.type = type;
  if (message !== undefined && Object.keys(parameters).length > 0) {
    upgraded[message] = parameters;
  } else {
    Object.assign(upgraded, parameters);
  }
  if (Object.keys(transform).length > 0) {
    upgraded.transform_param = transform;
  }
  return upgraded;
}

/** A layer that is in front of the layers that it pads: what they take, and how many pixels it adds. */
interface Padding {
  bottom: string;
  pad: number;
}

/** The layers without those that only pad: the convolutions and pools behind them pad by themselves. */
export function withoutPaddingLayers<
  Layer extends {type: string; bottoms: string[]; tops: string[]; parameters: CaffeMessage},
>(layers: readonly Layer[]): Layer[] {
  const paddings = new Map<string, Padding>();
  return layers.flatMap(layer => {
    const [bottom = ''] = layer.bottoms;
    if (layer.type === 'Padding') {
      const pad = Number(listOf(layer.parameters, 'pad')[0] ?? 0);
      paddings.set(layer.tops[0] ?? '', {bottom, pad});
      return [];
    }
    const padding = paddings.get(bottom);
    if (padding === undefined) {
      return [layer];
    }
    const message = layer.type === 'Convolution' ? 'convolution_param' : 'pooling_param';
    const parameters = layer.parameters[message];
    return [
      {
        ...layer,
        bottoms: [padding.bottom, ...layer.bottoms.slice(1)],
        parameters: {
          ...layer.parameters,
          [message]: {
            ...(isMessage(parameters) ? parameters : {}),
            pad: message === 'convolution_param' ? [padding.pad] : padding.pad,
          },
        },
      },
    ];
  });
}
