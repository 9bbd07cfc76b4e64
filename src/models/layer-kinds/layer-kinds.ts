/** The table of layer kinds. A kind of row without an entry does not compile. */
import type {LayerRow} from '../../presets/layer-row';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {WeightSlot} from '../weight-layout';
import {activation, activationForms} from './activation';
import {avgPool, avgPoolForms} from './avg-pool';
import {batchNorm, batchNormForms} from './batch-norm';
import {concat, concatForms} from './concat';
import {conv, convForms} from './conv';
import {dense, denseForms} from './dense';
import {dropout, dropoutForms} from './dropout';
import {eltwise, eltwiseForms} from './eltwise';
import {flatten, flattenForms} from './flatten';
import {globalAvgPool, globalAvgPoolForms, globalMaxPool, globalMaxPoolForms} from './global-pool';
import type {LayerKind, LayerTraits} from './layer-kind';
import {lrn, lrnForms} from './lrn';
import {maxPool, maxPoolForms} from './max-pool';
import {scale, scaleForms} from './scale';
import {softmax, softmaxForms} from './softmax';
import {spatialLrn, spatialLrnForms} from './spatial-lrn';
import {zeroPad, zeroPadForms} from './zero-pad';

/** All that is to be known of each kind of row. */
export const LAYER_KINDS: {
  readonly [Kind in LayerRow['kind']]: LayerKind<Extract<LayerRow, {kind: Kind}>>;
} = {
  activation,
  avgPool,
  batchNorm,
  concat,
  conv,
  dense,
  dropout,
  eltwise,
  flatten,
  globalAvgPool,
  globalMaxPool,
  lrn,
  maxPool,
  scale,
  softmax,
  spatialLrn,
  zeroPad,
};

/**
 * How each kind of row stands in Caffe's and ONNX's files. A table of its own: a page that reads and writes none of
 * them is built without it.
 */
export const LAYER_FORMS: {readonly [Kind in LayerRow['kind']]: LayerForms} = {
  activation: activationForms,
  avgPool: avgPoolForms,
  batchNorm: batchNormForms,
  concat: concatForms,
  conv: convForms,
  dense: denseForms,
  dropout: dropoutForms,
  eltwise: eltwiseForms,
  flatten: flattenForms,
  globalAvgPool: globalAvgPoolForms,
  globalMaxPool: globalMaxPoolForms,
  lrn: lrnForms,
  maxPool: maxPoolForms,
  scale: scaleForms,
  softmax: softmaxForms,
  spatialLrn: spatialLrnForms,
  zeroPad: zeroPadForms,
};

/** The kind of a row. */
export function kindOf(row: LayerRow): LayerKind<LayerRow> {
  return LAYER_KINDS[row.kind];
}

/** The traits of a tfjs layer class, by the name that saved models have; none for a class that no kind lists. */
export function traitsOf(className: string): LayerTraits {
  for (const {classes} of Object.values<LayerKind<LayerRow>>(LAYER_KINDS)) {
    const traits = Object.hasOwn(classes, className) ? classes[className] : undefined;
    if (traits !== undefined) {
      return traits;
    }
  }
  return {};
}

/** Returns the role of a weight by the last segment of its name; undefined for a name that no kind lists. */
export function weightRole(name: string): WeightSlot['role'] | undefined {
  const part = name.slice(name.lastIndexOf('/') + 1);
  for (const {weights} of Object.values<LayerKind<LayerRow>>(LAYER_KINDS)) {
    if (Object.hasOwn(weights, part)) {
      return weights[part];
    }
  }
  return undefined;
}
