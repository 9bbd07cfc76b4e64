import {stat} from 'node:fs/promises';
import {pretrainedTable} from '#internal';
import {type BackendName, openModel, type OpenedModel} from 'tfjs-alexnet/node';
import type {Speaker} from './console-io';
import {openInput} from './convert';
import {type ModelOptions, startBackend} from './model-options';

/**
 * Starts the backend and opens the model of `--model`: a model directory, a weight file, or published weights by their
 * name. Weight files are opened as `alexnet convert` opens them.
 */
export async function openModelFor(
  options: ModelOptions,
  speaker: Speaker,
): Promise<OpenedModel & {backend: BackendName}> {
  const backend = await startBackend(options, speaker);
  const {model: path, preset, prototxt, graph, mean, scale, order, labels} = options;
  const source = {preset, prototxt, graph, mean, scale, order, labels};
  const isAsked = Object.values<unknown>(source).some(value => value !== undefined);
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isDirectory() === true && !isAsked) {
    return {...(await openModel(path)), backend};
  }
  if (entry === undefined && !(await isPublishedName(path))) {
    return {...(await openModel(path)), backend};
  }
  const {model, preprocessing, assumed = []} = await openInput(path, {...source, match: 'names'}, speaker);
  if (assumed.length > 0) {
    speaker.note(
      `not known from ${path}, so assumed: ${assumed.join(', ')}; set it with --mean, --scale and --order`,
    );
  }
  return {model, preprocessing, backend};
}

async function isPublishedName(name: string): Promise<boolean> {
  return Object.hasOwn(await pretrainedTable(), name);
}
