import {open, readFile} from 'node:fs/promises';
import type {Sharp, SharpOptions} from 'sharp';
import {checksFor} from '../core/check';
import {MAX_SIDE} from '../core/preprocessing';
import {isBmp, parseBmp} from '../formats/bmp/parse-bmp';
import {decodeInWasm} from './decoding/decode-in-wasm.node.js';
import {explainPhotoError} from './explain-photo-error.node.js';
import {photoDecoder, type SharpFactory} from './decoding/photo-decoder.node.js';
import {scaleToSquare} from './decoding/scale-to-square';
import {DEFAULT_MAX_PIXELS} from './photo-list';

/** Options of {@link decodePhoto}. */
export interface DecodeOptions {
  /** Photos with more pixels are refused. Default 100,000,000. */
  maxPixels?: number;
}

/** Options of {@link decodeSquare}. */
export interface DecodeSquareOptions extends DecodeOptions {
  /** Result of `photoLayout` for this photo, if known: then the header is not read again. */
  layout?: PhotoLayout;
}

/** Kind of pixels or of file, which decides how a photo is decoded: most are 'plain'. */
export type PhotoLayout = 'plain' | 'alpha' | 'cmyk' | 'bmp';

/** A decoded photo: bytes [height, width, 3], RGB. */
export interface DecodedPhoto {
  /** Rows, after the EXIF orientation was applied. */
  height: number;
  /** Columns, after the EXIF orientation was applied. */
  width: number;
  /** Row by row, red, green, blue. */
  data: Uint8Array;
}

/**
 * Decodes a photo to RGB bytes as Pillow's `convert('RGB')` does, as for the training of most published networks: the
 * EXIF orientation is applied, gray is repeated three times, 16 bits become 8, alpha is dropped (a
 * transparent pixel has the color that is stored), CMYK becomes (255 − C)·(255 − K)/255 and so on, and a color profile
 * is not applied. Of an animation the first frame is decoded.
 *
 * Where sharp cannot be loaded, JPEG, PNG and BMP are decoded in WebAssembly, to the same pixels.
 *
 * A file that cannot be decoded to its last pixel is an error; no photo with a gray end is returned.
 *
 * `input` is a path or the bytes of a file.
 */
export async function decodePhoto(
  input: string | Uint8Array,
  {maxPixels = DEFAULT_MAX_PIXELS}: DecodeOptions = {},
): Promise<DecodedPhoto> {
  checksFor('decodePhoto').integer('maxPixels', maxPixels, 1);
  const decoder = await photoDecoder();
  return translated(input, maxPixels, async () => {
    if (decoder.name === 'wasm') {
      return decodeInWasm(await bytesOf(input), maxPixels, decoder.wasm);
    }
    const {sharp} = decoder;
    return decodeWhole(sharp, input, await layoutOf(sharp, input, maxPixels), maxPixels);
  });
}

/** Reads the header of a photo, for {@link decodeSquare}. */
export async function photoLayout(
  input: string | Uint8Array,
  {maxPixels = DEFAULT_MAX_PIXELS}: DecodeOptions = {},
): Promise<PhotoLayout> {
  const decoder = await photoDecoder();
  // Without sharp every photo is decoded in the same way.
  return decoder.name === 'wasm'
    ? 'plain'
    : translated(input, maxPixels, () => layoutOf(decoder.sharp, input, maxPixels));
}

/**
 * Decodes a photo to a square of `size` pixels, as in the paper: scales the shorter side to `size`, then takes the
 * central square.
 *
 * Shapes: bytes [size, size, 3] out, RGB; the rest as in {@link decodePhoto}.
 *
 * Pitfall: JPEGs that are much larger are scaled down while they are decoded, which is many times as fast and differs
 * from full decoding by a level or two. Without sharp they are decoded in full.
 *
 * Source: Krizhevsky, Sutskever, Hinton (2012), section 2.
 */
export async function decodeSquare(
  input: string | Uint8Array,
  size: number,
  {maxPixels = DEFAULT_MAX_PIXELS, layout}: DecodeSquareOptions = {},
): Promise<Uint8Array> {
  const check = checksFor('decodeSquare');
  check.integer('size', size, 1, MAX_SIDE);
  check.integer('maxPixels', maxPixels, 1);
  const decoder = await photoDecoder();
  if (decoder.name === 'wasm') {
    return translated(input, maxPixels, async () =>
      scaleToSquare(decodeInWasm(await bytesOf(input), maxPixels, decoder.wasm), size),
    );
  }
  const {sharp} = decoder;
  const toSquare = (image: Sharp): Promise<Buffer> =>
    image
      // The triangle filter, as in resizeShorterSide: both functions scale a photo to the same pixels.
      .resize(size, size, {fit: 'cover', position: 'centre', kernel: 'linear'})
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  return translated(input, maxPixels, async () => {
    const known = layout ?? (await layoutOf(sharp, input, maxPixels));
    if (known === 'plain') {
      return asBytes(await toSquare(sharp(input, optionsFor(maxPixels)).autoOrient()));
    }
    // sharp would weight colors by alpha while it scales, and convert CMYK to RGB by a profile: decode first, then scale.
    const {data, width, height} = await decodeWhole(sharp, input, known, maxPixels);
    if (width === size && height === size) {
      return data;
    }
    return asBytes(await toSquare(sharp(data, {raw: {width, height, channels: 3}, limitInputPixels: false})));
  });
}

function optionsFor(maxPixels: number): SharpOptions {
  // 'error' refuses files that are cut short or damaged and ignores warnings (unusual headers, filler bytes).
  return {limitInputPixels: maxPixels, failOn: 'error', ignoreIcc: true};
}

async function layoutOf(
  sharp: SharpFactory,
  input: string | Uint8Array,
  maxPixels: number,
): Promise<PhotoLayout> {
  if (typeof input !== 'string' && isBmp(input)) {
    return 'bmp';
  }
  const {space, hasAlpha} = await sharp(input, optionsFor(maxPixels))
    .metadata()
    .catch(async (error: unknown) => {
      if (await isBmpInput(input)) {
        return {space: 'bmp', hasAlpha: false};
      }
      throw error;
    });
  if (space === 'bmp') {
    return 'bmp';
  }
  return space === 'cmyk' ? 'cmyk' : hasAlpha ? 'alpha' : 'plain';
}

async function decodeWhole(
  sharp: SharpFactory,
  input: string | Uint8Array,
  layout: PhotoLayout,
  maxPixels: number,
): Promise<DecodedPhoto> {
  if (layout === 'bmp') {
    return parseBmp(await bytesOf(input), maxPixels);
  }
  const image = sharp(input, optionsFor(maxPixels)).autoOrient();
  const isCMYK = layout === 'cmyk';
  const {data, info} = await (
    isCMYK
      ? image.pipelineColourspace('cmyk').toColourspace('cmyk')
      : image.removeAlpha().toColourspace('srgb')
  )
    .raw()
    .toBuffer({resolveWithObject: true});
  const {width, height, channels} = info;
  return {width, height, data: isCMYK ? cmykToRGB(data, channels) : asBytes(data)};
}

/** Converts CMYK to RGB: each value is the light that a colored ink and the black ink reflect. */
function cmykToRGB(cmyk: Uint8Array, channels: number): Uint8Array {
  const pixels = cmyk.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  for (let p = 0; p < pixels; p++) {
    const light = 255 - (cmyk[p * channels + 3] ?? 0);
    for (let c = 0; c < 3; c++) {
      rgb[p * 3 + c] = light - Math.round(((cmyk[p * channels + c] ?? 0) * light) / 255);
    }
  }
  return rgb;
}

async function bytesOf(input: string | Uint8Array): Promise<Uint8Array> {
  return typeof input === 'string' ? readFile(input) : input;
}

function asBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** sharp does not read bitmaps. The first bytes tell them, whatever the name of the file. */
async function isBmpInput(input: string | Uint8Array): Promise<boolean> {
  if (typeof input !== 'string') {
    return isBmp(input);
  }
  const handle = await open(input);
  try {
    const start = new Uint8Array(18);
    await handle.read(start, 0, start.length, 0);
    return isBmp(start);
  } finally {
    await handle.close();
  }
}

async function translated<T>(
  input: string | Uint8Array,
  maxPixels: number,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (cause) {
    throw await explainPhotoError(input, cause, maxPixels);
  }
}
