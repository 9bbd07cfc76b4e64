/** A model directory in one file: a zip. Loaded on use. */
import {zipSync, type Zippable} from 'fflate/browser';
import {AlexNetError} from '../../errors';
import {readZip} from '../../formats/read-zip';
import {SourceFile} from '../../formats/source-file';
import {modelError, type ModelParts} from './open-model-files';

/** Packs files. Weights do not get smaller by compression, so that they are stored as they are. */
export function zipFiles(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts: Zippable = {};
  for (const [name, bytes] of Object.entries(files)) {
    parts[name] = name.endsWith('.bin') ? [bytes, {level: 0}] : bytes;
  }
  return zipSync(parts);
}

/** The files of a zip, read one by one on use. Throws `bad-weights` for what is no zip, or is damaged. */
export function unzipParts(bytes: Uint8Array, name: string): ModelParts {
  const file = new SourceFile('openModel', bytes, {fileName: name});
  const entries = new Map(readZip(file).map(entry => [entry.name, entry]));
  return {
    paths: [...entries.keys()],
    read: path => {
      const entry = entries.get(path);
      try {
        return entry?.read();
      } catch (cause) {
        if (!(cause instanceof AlexNetError)) {
          throw cause;
        }
        throw modelError(cause.problem, [path], {received: cause.received, cause});
      }
    },
  };
}
