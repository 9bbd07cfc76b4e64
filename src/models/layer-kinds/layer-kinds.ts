/** The table of layer kinds. A kind of row without an entry does not compile. */
import type * as tfl from '@tensorflow/tfjs-layers';
import {nearest, show} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {LayerRow} from '../../presets/layer-row';
import type {LayerForms} from '../layer-forms/layer-forms';
import type {WeightSlot} from '../weight-layout';
import {activation, activationForms, activationTraits, makeActivation} from './activation';
import {elu, eluForms, eluTraits, makeElu} from './activations/elu';
import {leakyRelu, leakyReluForms, leakyReluTraits, makeLeakyRelu} from './activations/leaky-relu';
import {makePower, power, powerForms, powerTraits} from './activations/power';
import {makePrelu, prelu, preluForms, preluTraits} from './activations/prelu';
import {arithmetic, arithmeticForms, arithmeticTraits, makeArithmetic} from './tensors/arithmetic';
import {axisProduct, axisProductForms, axisProductTraits, makeAxisProduct} from './tensors/axis-product';
import {instanceNorm, instanceNormForms, instanceNormTraits, makeInstanceNorm} from './tensors/instance-norm';
import {pad, padForms, padTraits, makePad} from './tensors/pad';
import {permute, permuteForms, permuteTraits, makePermute} from './tensors/permute';
import {pointwise, pointwiseForms, pointwiseTraits, makePointwise} from './tensors/pointwise';
import {reduce, reduceForms, reduceTraits, makeReduce} from './tensors/reduce';
import {reshape, reshapeForms, reshapeTraits, makeReshape} from './tensors/reshape';
import {select, selectForms, selectTraits, makeSelect} from './tensors/select';
import {avgPool, avgPoolForms, avgPoolTraits, makeAvgPool} from './avg-pool';
import {batchNorm, batchNormForms, batchNormTraits, makeBatchNorm} from './batch-norm';
import {concat, concatForms, concatTraits, makeConcat} from './concat';
import {conv, convForms, convTraits, makeConv} from './conv';
import {dense, denseForms, denseTraits, makeDense} from './dense';
import {dropout, dropoutForms, dropoutTraits, makeDropout} from './dropout';
import {eltwise, eltwiseForms, eltwiseTraits, makeEltwise} from './eltwise';
import {flatten, flattenForms, flattenTraits, makeFlatten} from './flatten';
import {
  globalAvgPool,
  globalAvgPoolForms,
  globalAvgPoolTraits,
  globalMaxPool,
  globalMaxPoolForms,
  globalMaxPoolTraits,
  makeGlobalAvgPool,
  makeGlobalMaxPool,
} from './global-pool';
import type {KindTraits, LayerKind, LayerSettings, LayerTraits, MakeLayer} from './layer-kind';
import {lrn, lrnForms, lrnTraits, makeLrn} from './lrn';
import {maxPool, maxPoolForms, maxPoolTraits, makeMaxPool} from './max-pool';
import {scale, scaleForms, scaleTraits, makeScale} from './scale';
import {softmax, softmaxForms, softmaxTraits, makeSoftmax} from './softmax';
import {spatialLrn, spatialLrnForms, spatialLrnTraits, makeSpatialLrn} from './spatial-lrn';
import {crop, cropForms, cropTraits, makeCrop} from './sizes/crop';
import {deconv, deconvForms, deconvTraits, makeDeconv} from './sizes/deconv';
import {makeSlice, slice, sliceForms, sliceTraits} from './sizes/slice';
import {zeroPad, zeroPadForms, zeroPadTraits, makeZeroPad} from './zero-pad';

/** A kind of layer for each kind of row. */
type KindOfRow = {readonly [Kind in LayerRow['kind']]: LayerKind<Extract<LayerRow, {kind: Kind}>>};
/** The making of the layer of each kind of row. */
type MakerOfRow = {readonly [Kind in LayerRow['kind']]: MakeLayer<Extract<LayerRow, {kind: Kind}>>};
/** Some of the kinds: all of them, or those of the presets. */
export type KnownKinds = Partial<KindOfRow>;
/** Makers of the layers of {@link KnownKinds}. */
export type KnownMakers = Partial<MakerOfRow>;

/**
 * The kinds that presets consist of. Tables of their own, these and the makers below: a page that builds presets gets
 * no kind that only the networks of other programs have.
 */
export const PRESET_KINDS = {
  activation,
  avgPool,
  batchNorm,
  concat,
  conv,
  dense,
  dropout,
  flatten,
  globalAvgPool,
  lrn,
  maxPool,
  softmax,
  spatialLrn,
} satisfies KnownKinds;

/** Makes the layer of each kind that presets consist of. */
export const PRESET_MAKERS: {readonly [Kind in keyof typeof PRESET_KINDS]: MakerOfRow[Kind]} = {
  activation: makeActivation,
  avgPool: makeAvgPool,
  batchNorm: makeBatchNorm,
  concat: makeConcat,
  conv: makeConv,
  dense: makeDense,
  dropout: makeDropout,
  flatten: makeFlatten,
  globalAvgPool: makeGlobalAvgPool,
  lrn: makeLrn,
  maxPool: makeMaxPool,
  softmax: makeSoftmax,
  spatialLrn: makeSpatialLrn,
};

/** All that is to be known of each kind of row. */
export const LAYER_KINDS: KindOfRow = {
  activation,
  avgPool,
  batchNorm,
  concat,
  conv,
  crop,
  deconv,
  dense,
  dropout,
  elu,
  eltwise,
  flatten,
  globalAvgPool,
  globalMaxPool,
  leakyRelu,
  lrn,
  maxPool,
  power,
  prelu,
  scale,
  slice,
  softmax,
  spatialLrn,
  zeroPad,
  arithmetic,
  axisProduct,
  instanceNorm,
  pad,
  permute,
  pointwise,
  reduce,
  reshape,
  select,
};

/**
 * Makes the layer of each kind. A table of its own, as the two below: a page gets what it uses, and loading weights
 * makes no layers.
 */
export const LAYER_MAKERS: MakerOfRow = {
  activation: makeActivation,
  avgPool: makeAvgPool,
  batchNorm: makeBatchNorm,
  concat: makeConcat,
  conv: makeConv,
  crop: makeCrop,
  deconv: makeDeconv,
  dense: makeDense,
  dropout: makeDropout,
  elu: makeElu,
  eltwise: makeEltwise,
  flatten: makeFlatten,
  globalAvgPool: makeGlobalAvgPool,
  globalMaxPool: makeGlobalMaxPool,
  leakyRelu: makeLeakyRelu,
  lrn: makeLrn,
  maxPool: makeMaxPool,
  power: makePower,
  prelu: makePrelu,
  scale: makeScale,
  slice: makeSlice,
  softmax: makeSoftmax,
  spatialLrn: makeSpatialLrn,
  zeroPad: makeZeroPad,
  arithmetic: makeArithmetic,
  axisProduct: makeAxisProduct,
  instanceNorm: makeInstanceNorm,
  pad: makePad,
  permute: makePermute,
  pointwise: makePointwise,
  reduce: makeReduce,
  reshape: makeReshape,
  select: makeSelect,
};

/**
 * Forms of each kind in the files of Caffe and ONNX. A table of its own: a page that reads and writes none of
 * them is built without it.
 */
export const LAYER_FORMS: {readonly [Kind in LayerRow['kind']]: LayerForms} = {
  activation: activationForms,
  avgPool: avgPoolForms,
  batchNorm: batchNormForms,
  concat: concatForms,
  conv: convForms,
  crop: cropForms,
  deconv: deconvForms,
  dense: denseForms,
  dropout: dropoutForms,
  elu: eluForms,
  eltwise: eltwiseForms,
  flatten: flattenForms,
  globalAvgPool: globalAvgPoolForms,
  globalMaxPool: globalMaxPoolForms,
  leakyRelu: leakyReluForms,
  lrn: lrnForms,
  maxPool: maxPoolForms,
  power: powerForms,
  prelu: preluForms,
  scale: scaleForms,
  slice: sliceForms,
  softmax: softmaxForms,
  spatialLrn: spatialLrnForms,
  zeroPad: zeroPadForms,
  arithmetic: arithmeticForms,
  axisProduct: axisProductForms,
  instanceNorm: instanceNormForms,
  pad: padForms,
  permute: permuteForms,
  pointwise: pointwiseForms,
  reduce: reduceForms,
  reshape: reshapeForms,
  select: selectForms,
};

/** Classes and weights of each kind. */
export const LAYER_TRAITS: {readonly [Kind in LayerRow['kind']]: KindTraits} = {
  activation: activationTraits,
  avgPool: avgPoolTraits,
  batchNorm: batchNormTraits,
  concat: concatTraits,
  conv: convTraits,
  crop: cropTraits,
  deconv: deconvTraits,
  dense: denseTraits,
  dropout: dropoutTraits,
  elu: eluTraits,
  eltwise: eltwiseTraits,
  flatten: flattenTraits,
  globalAvgPool: globalAvgPoolTraits,
  globalMaxPool: globalMaxPoolTraits,
  leakyRelu: leakyReluTraits,
  lrn: lrnTraits,
  maxPool: maxPoolTraits,
  power: powerTraits,
  prelu: preluTraits,
  scale: scaleTraits,
  slice: sliceTraits,
  softmax: softmaxTraits,
  spatialLrn: spatialLrnTraits,
  zeroPad: zeroPadTraits,
  arithmetic: arithmeticTraits,
  axisProduct: axisProductTraits,
  instanceNorm: instanceNormTraits,
  pad: padTraits,
  permute: permuteTraits,
  pointwise: pointwiseTraits,
  reduce: reduceTraits,
  reshape: reshapeTraits,
  select: selectTraits,
};

/** The kind of a row. */
export function kindOf(row: LayerRow): LayerKind<LayerRow> {
  return kindAmong(LAYER_KINDS, row);
}

/** The kind of a row among these; refuses a row whose kind is not there. */
export function kindAmong(kinds: KnownKinds, row: LayerRow): LayerKind<LayerRow> {
  if (Object.hasOwn(kinds, row.kind)) {
    return kinds[row.kind] as LayerKind<LayerRow>;
  }
  const known = Object.keys(kinds);
  const near = nearest(row.kind, known);
  throw new AlexNetError({
    code: 'bad-argument',
    where: `layer ${show(row.name)}`,
    problem: `there is no kind of layer ${show(row.kind)} here.`,
    expected: `one of ${known.join(', ')}`,
    received: `kind = ${show(row.kind)}`,
    fix: `${near === undefined ? '' : `did you mean ${show(near)}? `}createAlexNet has the kinds of the presets; createModel(table), networkFromOnnx and networkFromCaffe have all`,
  });
}

/** Makes the layer of a row. */
export function makeLayer(row: LayerRow, settings: LayerSettings): tfl.layers.Layer {
  return makeLayerAmong(LAYER_MAKERS, row, settings);
}

/** Makes the layer of a row whose kind is among these. */
export function makeLayerAmong(
  makers: KnownMakers,
  row: LayerRow,
  settings: LayerSettings,
): tfl.layers.Layer {
  return (makers[row.kind] as MakeLayer<LayerRow>)(row, settings);
}

/** The traits of a tfjs layer class, by the name that saved models have; none for a class that no kind lists. */
export function traitsOf(className: string): LayerTraits {
  for (const {classes} of Object.values<KindTraits>(LAYER_TRAITS)) {
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
  for (const {weights} of Object.values<KindTraits>(LAYER_TRAITS)) {
    if (Object.hasOwn(weights, part)) {
      return weights[part];
    }
  }
  return undefined;
}
