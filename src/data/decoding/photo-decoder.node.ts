/**
 * What decodes photos: sharp, or two decoders in WebAssembly where its native part cannot be loaded, as in a WebContainer.
 */
import {createRequire} from 'node:module';
import type {default as createSharp} from 'sharp';
import {installLine} from '../../core/install-line';
import {sentence} from '../../disk/describe-system-error.node.js';
import {throwIfOfSystem} from '../../disk/system-error.node.js';
import {AlexNetError} from '../../errors';

/** The function that sharp exports. */
export type SharpFactory = typeof createSharp;

/** Pixels of a decoder in WebAssembly: four bytes each. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Decoders in WebAssembly. Each throws where the file is cut short or damaged. */
export interface WasmDecoders {
  jpeg: (bytes: Uint8Array) => RgbaPixels;
  png: (bytes: Uint8Array) => RgbaPixels;
}

/** What decodes photos here. */
export type PhotoDecoder = {name: 'sharp'; sharp: SharpFactory} | {name: 'wasm'; wasm: WasmDecoders};

/** Packages of the decoders in WebAssembly. */
const PACKAGES = {jpeg: '@cwasm/jpeg-turbo', png: '@cwasm/lodepng'} as const;

let loading: Promise<PhotoDecoder> | undefined;

/** Loads what decodes photos when the first one is decoded: all of these packages are optional. */
export function photoDecoder(): Promise<PhotoDecoder> {
  loading ??= loadDecoder().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function loadDecoder(): Promise<PhotoDecoder> {
  try {
    const {default: sharp} = await import('sharp');
    // Several photos are decoded at once; threads inside each would only compete with them.
    sharp.concurrency(1);
    // Each photo is decoded once: a cache of operations would only hold memory.
    sharp.cache(false);
    return {name: 'sharp', sharp};
  } catch (cause) {
    throwIfOfSystem('loading the package sharp', cause);
    const wasm = wasmDecoders();
    if (wasm !== undefined) {
      return {name: 'wasm', wasm};
    }
    throw new AlexNetError({
      code: 'unsupported',
      where: 'decodePhoto',
      problem: 'photos are decoded by the package sharp, which cannot be loaded here.',
      expected: `sharp 0.35 or later, or ${PACKAGES.jpeg} and ${PACKAGES.png}`,
      received: sentence(cause instanceof Error ? cause.message : String(cause)),
      fix: `${installLine('sharp@^0.35.0')}, or without native code: ${installLine(...Object.values(PACKAGES))}`,
      cause,
    });
  }
}

/** The decoders in WebAssembly; undefined where their packages are not installed. */
export function wasmDecoders(): WasmDecoders | undefined {
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  const require = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
  try {
    return {jpeg: freshAfterError(require, PACKAGES.jpeg), png: freshAfterError(require, PACKAGES.png)};
  } catch (error) {
    throwIfOfSystem('loading a decoder', error);
    return undefined;
  }
}

/**
 * Returns the function `decode` of a package with one WebAssembly instance, which is thrown away after an error: a decoder
 * that stopped in the middle of a damaged file keeps the file, and nothing is known about its memory.
 */
function freshAfterError(require: NodeJS.Require, name: string): (bytes: Uint8Array) => RgbaPixels {
  const load = (): ((bytes: Uint8Array) => RgbaPixels) =>
    (require(name) as {decode: (bytes: Uint8Array) => RgbaPixels}).decode;
  let decode: ReturnType<typeof load> | undefined = load();
  return bytes => {
    try {
      decode ??= load();
      return decode(bytes);
    } catch (error) {
      decode = undefined;
      // Where modules are not cached under their path, such as in Jest, there is nothing to remove.
      Reflect.deleteProperty(require.cache, require.resolve(name));
      throw error;
    }
  };
}
