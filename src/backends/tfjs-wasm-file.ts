import {inflateSync} from 'fflate/browser';
import type * as fsModule from 'node:fs';
import {builtinModule, nodeVersion} from '../core/builtin-module';
import {AlexNetError} from '../errors';
import {isTfjsWasm} from '../kernels/wasm/compiled/host/wasm-binary';

/** The version of tfjs-wasm whose modules this package carries. Its code takes no others: their imports are renumbered. */
export const CARRIED_VERSION = '4.22.0';

/** Name of the module that tfjs-wasm asks for. */
export type TfjsWasmName = 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm.wasm';

/** Inflates the module that this package carries. */
export async function carriedModule(name: TfjsWasmName): Promise<Uint8Array> {
  const {BYTES, SIZE} =
    name === 'tfjs-backend-wasm-simd.wasm'
      ? await import('../kernels/wasm/generated/tfjs-simd.wasm')
      : await import('../kernels/wasm/generated/tfjs-plain.wasm');
  const deflated = Uint8Array.from(atob(BYTES), letter => letter.charCodeAt(0));
  return inflateSync(deflated, {out: new Uint8Array(SIZE)});
}

/**
 * Reads a module from a folder: a path in Node, else an address. Where a host serves something else, such as
 * the `index.html` of an app, the error names the address, the status and the content type.
 */
export async function readTfjsWasm(folder: string, name: TfjsWasmName): Promise<Uint8Array> {
  const isPath = nodeVersion() !== undefined && !/^(https?|data|blob):/.test(folder);
  const [bytes, received] = isPath ? readFile(folder, name) : await fetchFile(folder, name);
  if (bytes === undefined || !isTfjsWasm(bytes)) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'useWasm',
      problem: `wasmPath does not lead to the files of @tensorflow/tfjs-backend-wasm.`,
      expected: `the module ${name}${isPath ? '' : ' (application/wasm)'}`,
      received,
      fix: `leave wasmPath out (this package carries the files of ${CARRIED_VERSION}), or ${
        isPath ? 'name' : 'serve at this address'
      } the folder dist of @tensorflow/tfjs-backend-wasm`,
    });
  }
  return bytes;
}

type Found = [bytes: Uint8Array | undefined, received: string];

function readFile(folder: string, name: string): Found {
  const {readFileSync} = builtinModule<typeof fsModule>('node:fs');
  const file = folder.startsWith('file:') ? new URL(name, folder) : `${folder}${name}`;
  try {
    const bytes = new Uint8Array(readFileSync(file));
    return [bytes, `${String(file)}, ${bytes.length} bytes of something else, or cut short`];
  } catch (error) {
    return [undefined, error instanceof Error ? error.message : String(error)];
  }
}

async function fetchFile(folder: string, name: string): Promise<Found> {
  const {location} = globalThis as {location?: {href: string}};
  let url = `${folder}${name}`;
  try {
    url = new URL(url, location?.href).href;
    const response = await fetch(url, {credentials: 'same-origin'});
    const type = response.headers.get('content-type') ?? 'no content type';
    const received = `${response.url === '' ? url : response.url}: status ${response.status}, ${type}`;
    if (!response.ok) {
      return [undefined, received];
    }
    return [new Uint8Array(await response.arrayBuffer()), received];
  } catch (error) {
    return [undefined, `${url}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
