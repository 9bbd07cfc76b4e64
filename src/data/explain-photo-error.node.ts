import {open} from 'node:fs/promises';
import {describeSystemError, sentence} from '../disk/describe-system-error.node.js';
import {installLine} from '../core/install-line';
import {AlexNetError} from '../errors';

/** Bytes of a file that name its format: the brands of a HEIF file are among them. */
const START_BYTES = 64;

/**
 * Returns the error of a photo that cannot be decoded, in words: what the file is and what to do, instead of the message of
 * the decoder. A file that the system does not let us read is never called damaged.
 */
export async function explainPhotoError(
  input: string | Uint8Array,
  cause: unknown,
  maxPixels: number,
): Promise<AlexNetError> {
  const where = typeof input === 'string' ? input : `photo of ${input.length} bytes`;
  let start: Uint8Array;
  try {
    start = typeof input === 'string' ? await readStart(input) : input.subarray(0, START_BYTES);
  } catch (error) {
    return systemError(where, error);
  }
  const text =
    cause instanceof AlexNetError ? cause.problem : String((cause as Error | undefined)?.message ?? cause);
  const {problem, fix} = explain(text, start, maxPixels);
  return new AlexNetError({code: 'bad-data', where, problem, received: sentence(text), fix, cause});
}

async function readStart(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const start = new Uint8Array(START_BYTES);
    const {bytesRead} = await handle.read(start, 0, START_BYTES, 0);
    return start.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Returns the error of a file that cannot be opened. */
function systemError(where: string, cause: unknown): AlexNetError {
  const {code = ''} = cause as NodeJS.ErrnoException;
  const known: Partial<Record<string, [problem: string, fix: string]>> = {
    ENOENT: ['there is no such file.', 'check the spelling of the path'],
    ENOTDIR: ['there is no such file.', 'check the spelling of the path'],
    EISDIR: ['it is a directory.', 'name a photo'],
    EACCES: ['you may not read it.', `allow it: chmod u+r ${JSON.stringify(where)}, or run as its owner`],
    EPERM: ['you may not read it.', `allow it: chmod u+r ${JSON.stringify(where)}, or run as its owner`],
  };
  const [problem, fix] = known[code] ?? [
    `the system cannot read it: ${describeSystemError(cause)}`,
    'the file itself may be good: try again',
  ];
  return new AlexNetError({
    code: code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' ? 'bad-data' : 'io',
    where,
    problem,
    received: describeSystemError(cause),
    fix,
    cause,
  });
}

/** Translates an error message of sharp or of a reader of this library. */
function explain(text: string, start: Uint8Array, maxPixels: number): {problem: string; fix: string} {
  if (/exceeds pixel limit|more than \d+ pixels/i.test(text)) {
    return {
      problem: `it has more than ${maxPixels} pixels.`,
      fix: 'make the photo smaller, or set maxPixels',
    };
  }
  if (isHeic(start) && /plugin|codec|compression|unsupported|not supported/i.test(text)) {
    return {
      problem:
        'it is a HEIC photo: the file may be whole, but its compression, HEVC, cannot be decoded here. Convert it to JPEG: ' +
        'heif-convert IN.HEIC OUT.jpg, or on a Mac sips -s format jpeg IN.HEIC --out OUT.jpg',
      fix: 'convert it to JPEG with one of these lines, or export it as JPEG from a photo program',
    };
  }
  if (/without sharp/.test(text)) {
    return {problem: text, fix: `convert it to JPEG or PNG, or ${installLine('sharp@^0.35.0')}`};
  }
  if (/premature end|end of (stream|file)|truncat|cut short/i.test(text)) {
    return {problem: 'it is cut short: its end is missing.', fix: 'copy or download the file again'};
  }
  if (/unsupported image format|is empty/i.test(text)) {
    return {
      problem: 'it is not an image in a format that can be read.',
      fix: 'use JPEG, PNG, WEBP, GIF, TIFF, AVIF or BMP',
    };
  }
  return {
    problem: 'it is damaged and cannot be decoded.',
    fix: 'open it in a photo program and save it again',
  };
}

/** Whether a HEIF file names a brand of HEVC, and none of AVIF. */
function isHeic(start: Uint8Array): boolean {
  const text = String.fromCharCode(...start);
  return (
    text.slice(4, 8) === 'ftyp' && /hei[cxms]|hev[cxms]/.test(text.slice(8)) && !/avi[fs]/.test(text.slice(8))
  );
}
