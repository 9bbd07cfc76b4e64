import {AlexNetError} from '../../errors';
import type {DataSetFile} from '../../presets/data-sets';
import {ensureFile, type EnsureFileOptions, type FileProvenance} from '../download/ensure-file';
import type {WeightStore} from '../stores/weight-store';

/**
 * Makes sure that the store holds a file, from the first of its addresses that has it. What one server sent before it
 * was interrupted is kept, and the next one sends the rest.
 */
export async function ensureFromMirrors(
  {name, urls, digest, bytes}: DataSetFile,
  key: string,
  store: WeightStore,
  options: EnsureFileOptions,
): Promise<FileProvenance> {
  const failures: AlexNetError[] = [];
  for (const [i, url] of urls.entries()) {
    try {
      return await ensureFile({name, url, digest, bytes}, key, store, options);
    } catch (error) {
      if (!isOfServer(error)) {
        throw error;
      }
      failures.push(error);
      const next = urls[i + 1];
      if (next !== undefined) {
        const {problem, received = ''} = error;
        options.onNote?.(`${name}: ${problem} (${received}). Trying ${new URL(next).host}.`);
      }
    }
  }
  throw together(name, failures);
}

/** Whether another server may help: a full disk or a stopped download is the same with each. */
function isOfServer(error: unknown): error is AlexNetError {
  return error instanceof AlexNetError && error.where.startsWith('download of ');
}

/** One error for all servers. A wrong file is about data here, not about weights. */
function together(name: string, failures: readonly AlexNetError[]): AlexNetError {
  const last = failures.at(-1);
  return new AlexNetError({
    code: failures.every(({code}) => code === 'bad-weights') ? 'bad-data' : 'io',
    where: `download of ${name}`,
    problem:
      failures.length === 1
        ? (last?.problem ?? 'there is no address.')
        : `none of ${failures.length} servers has the file.`,
    expected: last?.expected,
    received: failures.map(({problem, received = ''}) => `${problem} ${received}`).join('; '),
    fix: last?.fix,
    details: failures.map(({details}) => details),
    cause: last,
  });
}
