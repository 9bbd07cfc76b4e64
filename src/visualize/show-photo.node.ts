import type Sharp from 'sharp';
import {installLine} from '../core/install-line';
import {encodePng} from '../drawing/encode-png';
import {AlexNetError} from '../errors';
import type {ReportPhoto} from '../runs/report-data';
import type {ShownPhoto} from './report-photos';

/** Side of a photo on a page in pixels: sharp on a high-density screen, about 6 kB each. */
const PHOTO_PX = 256;
const JPEG_QUALITY = 80;

/** Prepares a photo for a page: its pixels as the `data:` address of a JPEG (of a PNG without sharp), and the `scores` best predictions. */
export async function showPhoto(
  {name, label, top, pixels, side}: ReportPhoto,
  classes: readonly string[],
  scores: number,
): Promise<ShownPhoto> {
  const sharp = await loadSharp().catch(() => undefined);
  const shown = {file: name, label: classes[label] ?? '–', top: top.slice(0, scores)};
  if (sharp === undefined) {
    const png = await encodePng({width: side, height: side, data: pixels});
    return {...shown, dataUrl: dataUrl('image/png', png)};
  }
  const jpeg = await sharp(pixels, {raw: {width: side, height: side, channels: 3}})
    .resize(PHOTO_PX, PHOTO_PX, {fit: 'inside', withoutEnlargement: true})
    .jpeg({quality: JPEG_QUALITY})
    .toBuffer();
  return {...shown, dataUrl: dataUrl('image/jpeg', jpeg)};
}

/** Bytes as a `data:` address. */
export function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')}`;
}

/** The package that encodes images. */
export async function loadSharp(): Promise<typeof Sharp> {
  const {default: sharp} = await import('sharp').catch((cause: unknown) => {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'images',
      problem: 'the package sharp, which encodes photos for pages and figures, is not installed.',
      expected: 'sharp 0.35 or later',
      fix: installLine('sharp@^0.35.0'),
      cause,
    });
  });
  return sharp;
}
