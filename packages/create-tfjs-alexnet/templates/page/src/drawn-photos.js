// Images for a first result: lemons and plums, drawn from a seed.

const SIDE = 96; // pixels; the network takes crops of 67 × 67
const HUES = {lemon: 55, plum: 285};

/** The classes that can be drawn. */
export const DRAWN_CLASSES = Object.keys(HUES);

/** `count` images of a class as `ImageData`. */
export function drawPhotos(kind, count, seed) {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const random = randomStream(seed);
  return Array.from({length: count}, () => {
    drawFruit(context, HUES[kind], kind === 'lemon' ? 0.65 : 0.9, random);
    return context.getImageData(0, 0, SIDE, SIDE);
  });
}

function drawFruit(context, hue, roundness, random) {
  const between = (low, high) => low + (high - low) * random();
  const table = context.createLinearGradient(0, 0, SIDE * random(), SIDE);
  const tableHue = between(0, 360);
  table.addColorStop(0, `hsl(${tableHue} 25% ${between(30, 85)}%)`);
  table.addColorStop(1, `hsl(${tableHue} 25% ${between(30, 85)}%)`);
  context.fillStyle = table;
  context.fillRect(0, 0, SIDE, SIDE);

  const radius = between(0.22, 0.38) * SIDE;
  context.save();
  context.translate(between(0.4, 0.6) * SIDE, between(0.4, 0.6) * SIDE);
  context.rotate(between(0, 2 * Math.PI));
  const skin = context.createRadialGradient(-radius / 3, -radius / 3, radius / 8, 0, 0, radius);
  skin.addColorStop(0, `hsl(${hue + between(-8, 8)} 75% ${between(65, 80)}%)`);
  skin.addColorStop(1, `hsl(${hue + between(-8, 8)} 70% ${between(30, 50)}%)`);
  context.fillStyle = skin;
  context.beginPath();
  context.ellipse(0, 0, radius, radius * roundness, 0, 0, 2 * Math.PI);
  context.fill();
  context.restore();
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomStream(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
