/** Weights that a training starts from, in the worker. Loaded on use. */
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import {carriedPreprocessing} from '../formats/carried-preprocessing';
import {parseWeightFile} from '../formats/parse-weight-file';
import {createModel, resolvePreset} from '../models/create-model';
import {readModelWeights} from '../models/model-weights';
import {ensurePretrained, type PretrainedPlatform} from '../pretrained/ensure-pretrained';
import {readStored} from '../pretrained/download/ensure-file';
import type {Preset} from '../presets/preset';
import type {PretrainedWeights} from '../presets/pretrained';
import {applyStartingWeights, type StartingWeights} from '../training/starting-weights';
import {preprocessingOfWeights} from '../weights/weights-preprocessing';
import {networkOfWeights} from '../weights/weights-network';
import {isBlob} from './sendable-images';
import type {StoredStart} from './stored-run';
import type {TrainerWeights, TrainerWeightsInfo} from './network-types';

/** Options of {@link openTrainerWeights}. */
export interface OpenWeightsOptions {
  /** The preset that the weights belong to; needed where their shapes fit more than one. */
  preset: string | Preset | undefined;
  mirror: string | undefined;
  /** Attempts of a download after the first. Default: that of `loadPretrained`. */
  retries?: number | undefined;
  signal: AbortSignal;
  onProgress: (done: number, total: number | undefined) => void;
  platform: () => Promise<PretrainedPlatform>;
}

/** Weights that were read, and the network that they belong to. */
export interface OpenedWeights extends StartingWeights {
  info: TrainerWeightsInfo;
  preset: Preset;
}

/** Reads a weight file, or downloads published weights, and finds the preset that they belong to. */
export async function openTrainerWeights(
  weights: TrainerWeights,
  options: OpenWeightsOptions,
): Promise<OpenedWeights> {
  if (isBlob(weights) || weights instanceof Uint8Array || weights instanceof ArrayBuffer) {
    const name = isBlob(weights) ? ((weights as {name?: string}).name ?? 'weights') : 'weights';
    const bytes = isBlob(weights) ? await weights.arrayBuffer() : weights;
    return openFile(new Uint8Array(bytes as ArrayBuffer), name, options.preset);
  }
  return openPublished(weights, options);
}

/** The weights of every layer at the start of a run, and what else the run needs of them. */
export async function startOf(
  opened: OpenedWeights,
  {classes, seed}: {classes: readonly string[]; seed: number},
): Promise<StoredStart> {
  const model = createModel(opened.preset, {classes: classes.length, seed});
  try {
    const {kept} = applyStartingWeights(model, opened, classes, opened.info.name);
    const arrays = await readModelWeights(model);
    const {preprocessing} = opened;
    return {
      arrays: () => Promise.resolve(arrays),
      hasNewLayer: kept.length > 0,
      ...(preprocessing === undefined ? {} : {preprocessing}),
    };
  } finally {
    model.dispose();
  }
}

async function openFile(
  bytes: Uint8Array,
  name: string,
  named: string | Preset | undefined,
): Promise<OpenedWeights> {
  const file = await parseWeightFile(bytes, {fileName: name});
  const preprocessing = carriedPreprocessing(file.metadata, name);
  const {preset, classes} = networkOfWeights(file.arrays, named ?? preprocessing?.preset, name);
  return {
    file,
    preset,
    info: {name, preset: preset.id, classes},
    ...(preprocessing === undefined ? {} : {preprocessing}),
  };
}

async function openPublished(
  named: string | PretrainedWeights,
  {preset: asked, mirror, retries, signal, onProgress, platform}: OpenWeightsOptions,
): Promise<OpenedWeights> {
  const {weights, store, key} = await ensurePretrained(
    named,
    {
      signal,
      onProgress: ({done, total}) => {
        onProgress(done, total);
      },
      ...(mirror === undefined ? {} : {mirror}),
      ...(retries === undefined ? {} : {retries}),
    },
    await platform(),
  );
  const preset = resolvePreset(weights.preset);
  requirePreset(weights, asked);
  const file = await parseWeightFile(await readStored(key, store), {fileName: weights.name});
  const classes =
    weights.classes === 'imagenet'
      ? (await import('../presets/generated/imagenet-labels')).IMAGENET_LABELS
      : weights.classes;
  const preprocessing: Preprocessing = preprocessingOfWeights({
    preset: {...preset, preprocess: weights.preprocess},
    classes,
    where: weights.name,
  }).preprocessing;
  return {
    file,
    preset,
    preprocessing,
    info: {name: weights.name, preset: preset.id, classes: classes.length},
  };
}

function requirePreset({name, preset}: PretrainedWeights, asked: string | Preset | undefined): void {
  const id = typeof asked === 'object' ? asked.id : asked;
  if (id !== undefined && id !== preset) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: `trainer.train weights "${name}"`,
      problem: 'these weights belong to another preset.',
      expected: `preset = "${preset}"`,
      received: `preset = "${id}"`,
      fix: 'leave preset out: it is that of the weights',
    });
  }
}
