import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {parsePreprocessing} from '../../core/preprocessing';
import {AlexNetError} from '../../errors';
import {parseModelJson} from '../../formats/tfjs/model-json';
import {requireLayersModel} from '../../formats/tfjs/require-layers-model';
import {registerLayers} from '../../layers/register-layers';
import type {Network} from '../current-network';

/** The files of a model directory, perhaps inside a folder, by path. */
export interface ModelParts {
  readonly paths: readonly string[];
  read: (path: string) => Uint8Array | undefined;
}

/** Files in memory, by path. */
export function partsOf(files: Readonly<Record<string, Uint8Array>>): ModelParts {
  return {
    paths: Object.keys(files),
    read: path => (Object.hasOwn(files, path) ? files[path] : undefined),
  };
}

/**
 * Opens a model directory from its files: model.json, the weights that it names, preprocessing.json.
 *
 * @throws bad-weights if one is missing or damaged; `error.details.files` names those at fault.
 */
export async function openModelFiles(parts: ModelParts): Promise<Network> {
  const preprocessingBytes = part(parts, 'preprocessing.json');
  const preprocessing = blaming(['preprocessing.json'], () =>
    parsePreprocessing(new TextDecoder().decode(preprocessingBytes), 'preprocessing.json'),
  );
  const modelBytes = part(parts, 'model.json');
  const {json, paths, byteCount} = blaming(['model.json'], () => {
    const parsed = parseModelJson(modelBytes, 'openModel "model.json"');
    requireLayersModel(parsed);
    return parsed;
  });
  const weightData = tf.io.CompositeArrayBuffer.join(paths.map(path => part(parts, path).slice().buffer));
  if (weightData.byteLength !== byteCount) {
    throw modelError('the weights are not those of model.json.', ['model.json', ...paths], {
      expected: `${byteCount} bytes of weights`,
      received: `${weightData.byteLength} bytes`,
    });
  }
  const {modelTopology, weightsManifest} = json as unknown as tf.io.ModelJSON;
  const weightSpecs = weightsManifest.flatMap(({weights}) => weights);
  registerLayers();
  let model: tfl.LayersModel;
  try {
    model = await tfl.loadLayersModel(tf.io.fromMemory({modelTopology, weightSpecs, weightData}));
  } catch (cause) {
    throw modelError('the network cannot be built.', ['model.json', ...paths], {
      received: (cause instanceof Error ? cause.message : String(cause)).split('\n')[0],
      cause,
    });
  }
  const outputs = model.outputs[0]?.shape.at(-1);
  if (outputs !== preprocessing.classes.length) {
    model.dispose();
    throw modelError('the network does not have one output for each class.', ['preprocessing.json'], {
      expected: `${preprocessing.classes.length} outputs, one for each class`,
      received: `${String(outputs)} outputs`,
    });
  }
  return {model, preprocessing};
}

/** The error of a model that cannot be opened because of these files. */
export function modelError(
  problem: string,
  files: readonly string[],
  {
    expected = 'the files that were saved together',
    ...rest
  }: {
    expected?: string;
    received?: string | undefined;
    cause?: unknown;
  },
): AlexNetError {
  return new AlexNetError({
    code: 'bad-weights',
    where: `openModel ${files.map(file => `"${file}"`).join(' or ')}`,
    problem,
    expected,
    ...rest,
    fix: 'export or download the network again',
    details: {files, expected, received: rest.received},
  });
}

function part({paths, read}: ModelParts, name: string): Uint8Array {
  const path = paths.find(known => known === name || known.endsWith(`/${name}`));
  const bytes = path === undefined ? undefined : read(path);
  if (bytes === undefined) {
    throw modelError(`there is no file ${name}.`, [name], {
      expected: 'model.json, the weights that it names, and preprocessing.json',
      received: paths.slice(0, 5).join(', ') || 'no files',
    });
  }
  return bytes;
}

/** Runs the reader of some files; its errors name them. */
function blaming<Result>(files: readonly string[], read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof AlexNetError)) {
      throw cause;
    }
    throw modelError(cause.problem, files, {expected: cause.expected, received: cause.received, cause});
  }
}
