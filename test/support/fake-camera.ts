/** A video for the fake camera of Chromium: YUV4MPEG2, which needs no encoder. */
import {existsSync, writeFileSync} from 'node:fs';
import {RandomStream} from '../../src/core/random';

const [WIDTH, HEIGHT, FRAMES] = [160, 120, 24];
const NOISE = 24;

/** Writes a video of a plain color with noise, so that no two frames are the same. `color`: [luma, blue, red], 0 to 255. */
export function writeCameraVideo(file: string, color: readonly [number, number, number]): void {
  const random = RandomStream.derive(7, 'camera', ...color);
  const plane = (length: number, value: number): Buffer =>
    Buffer.from(
      Array.from({length}, () =>
        Math.max(16, Math.min(235, Math.round(value + random.integer(NOISE) - NOISE / 2))),
      ),
    );
  const parts: Uint8Array[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < FRAMES; frame++) {
    const [luma, blue, red] = color;
    parts.push(
      Buffer.from('FRAME\n'),
      plane(WIDTH * HEIGHT, luma),
      plane((WIDTH * HEIGHT) / 4, blue),
      plane((WIDTH * HEIGHT) / 4, red),
    );
  }
  // In place: a camera that is still on reads on, and Chromium's ends at a file that is shorter for a moment.
  writeFileSync(file, Buffer.concat(parts), {flag: existsSync(file) ? 'r+' : 'w'});
}
