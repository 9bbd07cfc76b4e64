/** The table of layer kinds. A kind of row without an entry does not compile. */
import type {LayerRow} from '../../presets/layer-row';
import type {WeightSlot} from '../weight-layout';
import {activation} from './activation';
import {avgPool} from './avg-pool';
import {batchNorm} from './batch-norm';
import {concat} from './concat';
import {conv} from './conv';
import {dense} from './dense';
import {dropout} from './dropout';
import {eltwise} from './eltwise';
import {flatten} from './flatten';
import {globalAvgPool, globalMaxPool} from './global-pool';
import type {LayerKind, LayerTraits} from './layer-kind';
import {lrn} from './lrn';
import {maxPool} from './max-pool';
import {scale} from './scale';
import {softmax} from './softmax';
import {spatialLrn} from './spatial-lrn';
import {zeroPad} from './zero-pad';

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

/** What a weight is to its layer, by the last part of its name; undefined for a name that no kind lists. */
export function weightRole(name: string): WeightSlot['role'] | undefined {
  const part = name.slice(name.lastIndexOf('/') + 1);
  for (const {weights} of Object.values<LayerKind<LayerRow>>(LAYER_KINDS)) {
    if (Object.hasOwn(weights, part)) {
      return weights[part];
    }
  }
  return undefined;
}
