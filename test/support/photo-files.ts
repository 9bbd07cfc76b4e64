import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {RandomStream} from '../../src/core/random';
import {encodePng} from '../../src/drawing/encode-png';

/**
 * Writes a folder of small images that are easy to classify: those of class i are brightest in channel i.
 *
 * Returns the names, `cat.0.png` and so on, in order.
 */
export async function writeColorPhotos(
  folder: string,
  {classes = ['cat', 'dog'], perClass = 6, side = 24, seed = 1} = {},
): Promise<string[]> {
  await mkdir(folder, {recursive: true});
  const names: string[] = [];
  for (const [label, name] of classes.entries()) {
    for (let i = 0; i < perClass; i++) {
      const random = RandomStream.derive(seed, name, i);
      const data = Uint8Array.from(
        {length: side * side * 3},
        (_, byte) => 40 + random.integer(60) + (byte % 3 === label ? 120 : 0),
      );
      const file = `${name}.${i}.png`;
      await writeFile(join(folder, file), await encodePng({width: side, height: side, data}));
      names.push(file);
    }
  }
  return names;
}
