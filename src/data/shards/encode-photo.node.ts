import {readFile} from 'node:fs/promises';
import type {Metadata, Sharp} from 'sharp';
import {installLine} from '../../core/install-line';
import {MAX_SIDE} from '../../core/preprocessing';
import {AlexNetError} from '../../errors';
import {decodePhoto, photoLayout} from '../decode-photo.node.js';
import {photoDecoder, type SharpFactory} from '../decoding/photo-decoder.node.js';
import {explainPhotoError} from '../explain-photo-error.node.js';

/** Options of {@link encodePhoto}. */
export interface EncodePhotoOptions {
  /** Length of the shorter side. Unit: pixels. */
  shorterSide: number;
  /** Quality of the JPEG, 1 to 100. */
  quality: number;
  /** Photos with more pixels are refused. */
  maxPixels: number;
}

/**
 * Returns a photo as a JPEG whose shorter side has the given length, with the pixels that `decodePhoto` decodes: rotated by EXIF, RGB.
 * A JPEG of that size keeps its bytes, if it can be decoded to its last pixel.
 *
 * The longer side has at most 16,384 pixels; of a longer photo the middle is kept, where the central square is.
 */
export async function encodePhoto(file: string, options: EncodePhotoOptions): Promise<Uint8Array> {
  const sharp = await requireSharp();
  const {shorterSide, quality, maxPixels} = options;
  const bytes = await readFile(file);
  const open = (): Sharp => sharp(bytes, {limitInputPixels: maxPixels, failOn: 'error', ignoreIcc: true});
  try {
    const layout = await photoLayout(bytes, {maxPixels});
    if (layout !== 'plain') {
      // sharp would weight colors by alpha while it scales, and convert CMYK by a profile: decode first, then scale.
      const {data, width, height} = await decodePhoto(bytes, {maxPixels});
      const image = sharp(data, {raw: {width, height, channels: 3}, limitInputPixels: false});
      return await toJpeg(scale(image, width, height, shorterSide), quality);
    }
    const metadata = await open().metadata();
    if (fits(metadata, shorterSide)) {
      await open().raw().toBuffer();
      return bytes;
    }
    const {autoOrient} = metadata;
    return await toJpeg(
      scale(open().autoOrient(), autoOrient.width, autoOrient.height, shorterSide),
      quality,
    );
  } catch (cause) {
    const error = cause instanceof AlexNetError ? cause : await explainPhotoError(bytes, cause, maxPixels);
    throw new AlexNetError({
      code: error.code,
      where: file,
      problem: error.problem,
      received: error.received,
      fix: error.fix,
      cause,
    });
  }
}

/** Versions of the software that decides the bytes of a JPEG. */
export async function encoderVersion(): Promise<string> {
  const {versions} = await requireSharp();
  return Object.entries(versions)
    .filter(([name]) => /^(vips|mozjpeg|jpeg)$/.test(name))
    .map(([name, version]) => `${name} ${version}`)
    .sort()
    .join(', ');
}

function fits({format, space, orientation = 1, width, height}: Metadata, shorterSide: number): boolean {
  return (
    format === 'jpeg' &&
    space === 'srgb' &&
    orientation === 1 &&
    Math.min(width, height) === shorterSide &&
    Math.max(width, height) <= MAX_SIDE
  );
}

function scale(image: Sharp, width: number, height: number, shorterSide: number): Sharp {
  const factor = shorterSide / Math.min(width, height);
  const sideOf = (length: number): number =>
    Math.min(MAX_SIDE, Math.max(shorterSide, Math.round(length * factor)));
  return image.resize(sideOf(width), sideOf(height), {fit: 'cover', position: 'centre', kernel: 'linear'});
}

async function toJpeg(image: Sharp, quality: number): Promise<Uint8Array> {
  return image.toColourspace('srgb').jpeg({quality}).toBuffer();
}

async function requireSharp(): Promise<SharpFactory> {
  const decoder = await photoDecoder();
  if (decoder.name !== 'sharp') {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'writeShards',
      problem: 'photos are encoded by the package sharp, which cannot be loaded here.',
      expected: 'sharp 0.35 or later',
      received: 'decoders in WebAssembly only',
      fix: installLine('sharp@^0.35.0'),
    });
  }
  return decoder.sharp;
}
