/** Functions for the readers of Caffe's layers. */
import {isMessage, listOf, messageOf, type CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import type {CaffeMessage} from '../../formats/caffe/caffe-model';
import type {InitConfig} from '../../presets/layer-row';
import type {TrainConfig} from '../../presets/preset';
import type {DefinedWeight} from './defined-weight';
import type {NetworkValue, RowCollector} from './network-value';

/** A network in the making, from Caffe's layers. */
export interface CaffeRowsContext {
  rows: RowCollector;
  weights: DefinedWeight[];
  multipliers: RateMultipliers;
  /** Number of blobs that the weights have for a layer; undefined where there are no weights yet. */
  blobCount: (layer: string) => number | undefined;
  /** Returns whether an activation may be fused into the layer before it. */
  fuse: (layer: CaffeLayerDefinition, value: NetworkValue) => boolean;
  /** Whether layers that take images, such as convolutions, come after this one. */
  wantsImage: (layer: CaffeLayerDefinition) => boolean;
  /** Name of the row of a softmax with loss. */
  lossName: (layer: CaffeLayerDefinition) => string;
}

/** Inputs of a layer; every layer but an input has at least one. */
export type CaffeInputs = readonly [NetworkValue, ...NetworkValue[]];

/** Adds the rows of a layer of Caffe, and returns what they make: one value for all tops, or one for each. */
export type ReadCaffe = (
  layer: CaffeLayerDefinition,
  inputs: CaffeInputs,
  context: CaffeRowsContext,
) => NetworkValue | readonly NetworkValue[];

/** Factors on learning rate and decay by weight name. */
export type RateMultipliers = Record<string, NonNullable<TrainConfig['multipliers']>[string]>;

/** Learning rate and decay multipliers of the blobs, where they are not 1. */
export function noteRates(
  layer: CaffeLayerDefinition,
  row: string,
  weightNames: readonly string[],
  multipliers: RateMultipliers,
): void {
  const params = listOf(layer.parameters, 'param').map(param => (isMessage(param) ? param : {}));
  const rates = listOf(layer.parameters, 'blobs_lr');
  const decays = listOf(layer.parameters, 'weight_decay');
  weightNames.forEach((name, i) => {
    const learningRate = numberOf(params[i] ?? {}, 'lr_mult', Number(rates[i] ?? 1));
    const weightDecay = numberOf(params[i] ?? {}, 'decay_mult', Number(decays[i] ?? 1));
    if (learningRate !== 1 || weightDecay !== 1) {
      multipliers[`${row}/${name}`] = {
        ...(learningRate === 1 ? {} : {learningRate}),
        ...(weightDecay === 1 ? {} : {weightDecay}),
      };
    }
  });
}

/** Initializers for Caffe's fillers that this library has; for others the network's default is used. */
export function fillers(parameters: CaffeMessage): {kernelInit?: InitConfig; biasInit?: number} {
  const kernel = messageOf(parameters, 'weight_filler');
  const bias = messageOf(parameters, 'bias_filler');
  const kernelInit: InitConfig | undefined =
    kernel.type === 'gaussian' && numberOf(kernel, 'mean', 0) === 0
      ? {kind: 'gaussian', stddev: numberOf(kernel, 'std', 1)}
      : (kernel.type === 'xavier' || kernel.type === 'msra') &&
          (kernel.variance_norm ?? 'FAN_IN') === 'FAN_IN'
        ? {kind: kernel.type}
        : undefined;
  return {
    ...(kernelInit === undefined ? {} : {kernelInit}),
    ...((bias.type ?? 'constant') === 'constant' && numberOf(bias, 'value', 0) !== 0
      ? {biasInit: numberOf(bias, 'value', 0)}
      : {}),
  };
}

/**
 * Height and width from `kernel_size: 3`, `kernel_size: 3 kernel_size: 5` or `kernel_h: 3 kernel_w: 5`; undefined where
 * there is neither that nor a fallback. What is written is given as it is: the row that is made of it refuses −1.
 */
export function sizeOf(
  parameters: CaffeMessage,
  field: string,
  stem: string,
  fallback: number | undefined,
): [number, number] | undefined {
  const [height = fallback, width = height] = listOf(parameters, field).map(Number);
  const [h = height] = listOf(parameters, `${stem}_h`).map(Number);
  const [w = width] = listOf(parameters, `${stem}_w`).map(Number);
  return h === undefined || w === undefined ? undefined : [h, w];
}

/** A number in a field that occurs once. */
export function numberOf(parameters: CaffeMessage, field: string, fallback: number): number {
  const [value] = listOf(parameters, field);
  return typeof value === 'number' ? value : fallback;
}

/** Whether both sides are 1. */
export function isOne([height, width]: [number, number]): boolean {
  return height === 1 && width === 1;
}

/** One number where both sides are alike. */
export function oneSize([height, width]: [number, number]): number | [number, number] {
  return height === width ? height : [height, width];
}
