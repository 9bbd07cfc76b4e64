import {readFileSync, realpathSync, statSync} from 'node:fs';
import {dirname, join, sep} from 'node:path';

/**
 * Returns a reader of the files beside a model, for `externalData` of `parseOnnx`: it reads files in the folder of the
 * model and below, and never follows a link out of it.
 */
export function externalDataOf(model: string): (name: string) => Uint8Array | undefined {
  return name => {
    const folder = realpathSync(dirname(model));
    const wanted = join(folder, name);
    const entry = statSync(wanted, {throwIfNoEntry: false});
    if (entry?.isFile() !== true) {
      return undefined;
    }
    const path = realpathSync(wanted);
    return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? readFileSync(path) : undefined;
  };
}
