import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import {parseWeightFile} from '../formats/parse-weight-file';
import {buildPreset} from '../models/build-model';
import {resolvePreset} from '../models/create-model';
import type {PretrainedWeights} from '../presets/pretrained';
import {applyWeights, type LoadWeightsReport} from '../weights/load-weights';
import {preprocessingOfWeights} from '../weights/weights-preprocessing';
import {readStored, type FileProvenance} from './download/ensure-file';
import {ensurePretrained, type DownloadOptions, type PretrainedPlatform} from './ensure-pretrained';

/** A network with published weights, ready for use. */
export interface PretrainedModel {
  model: tfl.LayersModel;
  /** Preprocessing of its images: pass it to `predictImages` or `evaluateModel`. */
  preprocessing: Preprocessing;
  /** Which weights these are: license, accuracy, source. */
  weights: PretrainedWeights;
  report: LoadWeightsReport;
  /** Origin of the file. */
  from: FileProvenance;
}

/** `loadPretrained` of every platform: downloads the file, or finds it in the store, and builds its network. */
export async function loadPretrainedOn(
  platform: PretrainedPlatform,
  named: string | PretrainedWeights,
  options: DownloadOptions,
): Promise<PretrainedModel> {
  const {weights, store, key, from} = await ensurePretrained(named, options, platform);
  const bytes = await readStored(key, store);
  const preset = resolvePreset(weights.preset);
  const classes =
    weights.classes === 'imagenet'
      ? (await import('../presets/generated/imagenet-labels')).IMAGENET_LABELS
      : weights.classes;
  const {preprocessing} = preprocessingOfWeights({
    preset: {...preset, preprocess: weights.preprocess},
    classes,
    where: weights.name,
  });
  const file = await parseWeightFile(bytes, {fileName: key});
  const model = buildPreset(preset, {classes: classes.length, seed: 0});
  try {
    const report = applyWeights(model, file, {fileName: weights.name});
    return {model, preprocessing, weights, report, from};
  } catch (error) {
    model.dispose();
    throw error;
  }
}
