/** Small photos drawn by program, in a temporary directory that is removed after the test. */
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import sharp from 'sharp';
import {onTestFinished} from 'vitest';

/** An empty directory that lives as long as the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'alexnet-test-'));
  onTestFinished(() => rm(directory, {recursive: true, force: true}));
  return directory;
}

/** The bytes of a photo with stripes that `seed` moves. */
export async function drawPhoto(
  seed: number,
  format: 'jpeg' | 'png' | 'webp' = 'png',
  [width, height]: readonly [number, number] = [20, 16],
): Promise<Buffer> {
  const data = Buffer.from(
    Array.from(
      {length: width * height * 3},
      (_, i) => (Math.floor(i / 7) * 13 + seed * 29 + (i % 3) * 40) % 256,
    ),
  );
  return sharp(data, {raw: {width, height, channels: 3}})
    .toFormat(format)
    .toBuffer();
}

/** Writes files under a directory, folders included. */
export async function writeFiles(
  directory: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), {recursive: true});
    await writeFile(path, content);
  }
}
