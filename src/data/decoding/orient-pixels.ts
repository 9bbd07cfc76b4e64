/** RGB bytes, row by row. */
interface Pixels {
  height: number;
  width: number;
  data: Uint8Array;
}

/**
 * Rotates and mirrors an image as its EXIF orientation says, 1 to 8: 1 leaves it as it is, 6 rotates it clockwise, even ones up to
 * 4 and odd ones from 5 are mirrored. Other values leave it as it is, too.
 *
 * Source: Exif 2.32, 4.6.4, tag Orientation.
 */
export function orientPixels(image: Pixels, orientation: number): Pixels {
  if (!(orientation >= 2 && orientation <= 8)) {
    return image;
  }
  const {height, width, data} = image;
  const isTurned = orientation >= 5;
  const [rows, columns] = isTurned ? [width, height] : [height, width];
  const mirrorsRows = [3, 4, 7, 8].includes(orientation);
  const mirrorsColumns = [2, 3, 6, 7].includes(orientation);
  const out = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, to += 3) {
      const row = mirrorsRows ? rows - 1 - y : y;
      const column = mirrorsColumns ? columns - 1 - x : x;
      const from = 3 * (isTurned ? column * width + row : row * width + column);
      out[to] = data[from] ?? 0;
      out[to + 1] = data[from + 1] ?? 0;
      out[to + 2] = data[from + 2] ?? 0;
    }
  }
  return {height: rows, width: columns, data: out};
}
