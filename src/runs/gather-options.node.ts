import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import {downloadPretrained} from '../pretrained/download-pretrained.node.js';
import {pretrainedTable} from '../pretrained/pretrained-table.node.js';
import type {PretrainedWeights} from '../presets/pretrained';
import {PRESETS} from '../presets/presets';
import type {TrainSettings} from '../presets/train-settings';
import {mergeSettings} from './settings/merge-settings';
import {readRunSettings} from './run-file.node.js';
import {requirePlaces} from './resolve-train-on-photos-options';
import {openPreset, openRecipe} from './settings/settings-file.node.js';
import type {TrainOnPhotosOptions} from './train-on-photos-options';

/**
 * Completes the options of a training: from the run that is resumed, and from the recipe. What is given wins. Weights that
 * are given by name are downloaded if they are not in the cache.
 */
export async function gatherOptions(given: TrainOnPhotosOptions): Promise<TrainOnPhotosOptions> {
  if (requireOut(given).resume !== true) {
    requirePlaces(given);
  }
  const run = given.resume === true ? await readRunSettings(given.out) : undefined;
  const {backend: _backend, threads: _threads, ...rest} = await gatherSettings(given, {run});
  const {weights, preset} = rest;
  // A run of an earlier version knows its weights by the path as it was typed.
  const isTyped = given.resume === true && (run === undefined || run.weights === weights);
  return {
    ...rest,
    out: given.out,
    ...(preset === undefined ? {} : {preset: await openPreset(preset)}),
    ...(weights === undefined ? {} : await startingWeights(weights, isTyped, rest)),
  };
}

/** JavaScript may hand in anything. */
function requireOut(given: TrainOnPhotosOptions): TrainOnPhotosOptions {
  const options: unknown = given;
  if (typeof options !== 'object' || options === null || typeof given.out !== 'string') {
    requirePlaces(given);
    checksFor('trainOnPhotos').text('out', given.out);
  }
  return given;
}

/** Lays options over a settings file, both over the recipe, and all over the settings of the run that is resumed. */
export async function gatherSettings<T extends object>(
  given: T,
  {file = {}, run = {}}: {file?: TrainSettings; run?: TrainSettings | undefined} = {},
): Promise<T & Omit<TrainSettings, 'recipe'>> {
  const {recipe, ...own} = mergeSettings(given, file);
  const all = recipe === undefined ? own : mergeSettings(own, await openRecipe(recipe));
  return mergeSettings(all, run) as unknown as T & Omit<TrainSettings, 'recipe'>;
}

async function startingWeights(
  weights: string,
  isTyped: boolean,
  {preset, settings}: TrainOnPhotosOptions,
): Promise<Pick<TrainOnPhotosOptions, 'weights' | 'preset' | 'settings'>> {
  if (!existsSync(weights) && Object.hasOwn(await pretrainedTable(), weights)) {
    const {path, weights: record} = await downloadPretrained(weights);
    requirePresetPreprocessing(record);
    return {
      weights: path,
      preset: preset === undefined ? record.preset : await openPreset(preset),
      settings: {...settings, weights},
    };
  }
  return {weights: isTyped ? weights : resolve(weights)};
}

/** Throws if the weights need another preprocessing than their preset, since training uses that of the preset. */
export function requirePresetPreprocessing({name, preset, preprocess}: PretrainedWeights): void {
  const own = PRESETS[preset]?.preprocess;
  if (!isDeepStrictEqual(preprocess, own)) {
    throw new AlexNetError({
      code: 'unsupported',
      where: `--weights ${name}`,
      problem: `the preprocessing of these weights differs from that of preset "${preset}".`,
      expected: JSON.stringify(own),
      received: JSON.stringify(preprocess),
      fix: `convert them to a model directory, which contains their preprocessing: alexnet convert ${name} DIR, then --weights DIR`,
    });
  }
}
