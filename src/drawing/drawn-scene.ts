import {RandomStream} from '../core/random';
import {drawAnimal, type AnimalKind, type AnimalLook} from './drawn-animal';
import {brightness, pickColor, rgb, shade, type Color} from './drawn-color';

/** Colors of coats: natural ones, and two that are not. */
const FURS: readonly Color[] = [
  [226, 140, 62],
  [240, 214, 170],
  [128, 128, 136],
  [92, 62, 44],
  [44, 42, 48],
  [244, 240, 234],
  [196, 150, 92],
  [150, 96, 60],
  [96, 110, 132],
  [178, 160, 196],
];
const BACKGROUNDS: readonly Color[] = [
  [250, 226, 190],
  [188, 224, 242],
  [200, 232, 196],
  [246, 200, 208],
  [70, 92, 124],
  [46, 78, 66],
  [120, 64, 84],
  [58, 48, 70],
  [232, 180, 90],
  [140, 184, 176],
  [214, 120, 96],
  [238, 238, 232],
];
const ACCENTS: readonly Color[] = [
  [226, 84, 92],
  [240, 150, 160],
  [70, 140, 210],
  [90, 180, 120],
  [244, 196, 70],
  [170, 110, 200],
];
const SKINS: readonly Color[] = [
  [240, 150, 160],
  [232, 120, 120],
  [214, 128, 150],
  [246, 176, 160],
];
const IRISES: readonly Color[] = [
  [246, 206, 80],
  [140, 200, 110],
  [110, 180, 230],
  [196, 130, 60],
  [240, 240, 236],
];
const MARKINGS = ['none', 'patch', 'stripes', 'spots', 'blaze'] as const;
const WEARS = ['nothing', 'collar', 'bow', 'hat', 'scarf'] as const;
const POSES = ['head', 'bust', 'sitting'] as const;

/** Side of the drawing in its own units; the image is this drawing at any number of pixels. */
const SIDE = 100;
/** Levels between coat and background below which the animal would be hard to find. */
const LEAST_CONTRAST = 45;

/**
 * Draws one image of a cat or a dog as an SVG document: background, other objects, the animal, light.
 *
 * Everything but the animal's shape comes from the same distributions for both kinds, and whether the animal
 * or the background is brighter is random: no single pixel tells the kinds apart.
 */
export function drawScene(kind: AnimalKind, random: RandomStream, sizePx: number): string {
  const uniform = (from: number, to: number): number => from + (to - from) * random.uniform();
  const backdrop = pickColor(BACKGROUNDS, random);
  const look = drawLook(backdrop, random);
  const things = Array.from({length: 2 + random.integer(5)}, () => drawThing(random)).join('');
  // A sitting animal is three heads high: drawn smaller, its head higher up.
  const scale = look.pose === 'sitting' ? uniform(0.42, 0.56) : uniform(0.52, 0.8);
  const x = 50 + uniform(-9, 9);
  const y = (look.pose === 'sitting' ? 38 : look.pose === 'bust' ? 46 : 50) + uniform(-8, 8);
  const flip = random.uniform() < 0.5 ? -1 : 1;
  const place = `translate(${fixed(x)} ${fixed(y)}) rotate(${fixed(uniform(-14, 14))}) scale(${fixed(flip * scale)} ${fixed(scale * uniform(0.93, 1.07))})`;
  const angle = uniform(0, 360);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sizePx}" height="${sizePx}" viewBox="0 0 ${SIDE} ${SIDE}"><defs>` +
    `<linearGradient id="b" gradientTransform="rotate(${fixed(uniform(0, 360))} 0.5 0.5)"><stop offset="0" stop-color="${rgb(backdrop)}"/>` +
    `<stop offset="1" stop-color="${rgb(shade(backdrop, uniform(0.65, 1.35)))}"/></linearGradient>` +
    `<linearGradient id="l" gradientTransform="rotate(${fixed(angle)} 0.5 0.5)"><stop offset="0" stop-color="#fff" stop-opacity="${fixed(uniform(0, 0.3))}"/>` +
    `<stop offset="1" stop-color="#000" stop-opacity="${fixed(uniform(0, 0.4))}"/></linearGradient></defs>` +
    `<rect width="${SIDE}" height="${SIDE}" fill="url(#b)"/>${ground(backdrop, random)}${things}` +
    `<g transform="${place}">${drawAnimal(kind, look, random)}</g>` +
    `<rect width="${SIDE}" height="${SIDE}" fill="url(#l)"/></svg>`
  );
}

const fixed = (value: number): string => value.toFixed(2);

function drawLook(backdrop: Color, random: RandomStream): AnimalLook {
  const choose = <T>(values: readonly T[], fallback: T): T =>
    values[random.integer(values.length)] ?? fallback;
  let fur = pickColor(FURS, random);
  while (Math.abs(brightness(fur) - brightness(backdrop)) < LEAST_CONTRAST) {
    fur = pickColor(FURS, random);
  }
  const other = pickColor(FURS, random);
  const differs = Math.abs(brightness(other) - brightness(fur)) >= 30;
  return {
    fur,
    second: differs ? other : shade(fur, brightness(fur) > 110 ? 0.62 : 1.35),
    light: shade(fur, brightness(fur) > 190 && random.uniform() < 0.5 ? 0.86 : 1.55),
    iris: pickColor(IRISES, random, 12),
    line: shade(fur, brightness(fur) > 90 ? 0.28 : 0.3),
    skin: pickColor(SKINS, random, 12),
    accent: pickColor(ACCENTS, random),
    markings: choose(MARKINGS, 'none'),
    wears: choose(WEARS, 'nothing'),
    pose: choose(POSES, 'bust'),
    tiltDeg: 30 * random.uniform() - 15,
    strokeWidth: 1 + 1.1 * random.uniform(),
  };
}

/** Draws a floor or a hill, or nothing. */
function ground(backdrop: Color, random: RandomStream): string {
  const kind = random.integer(3);
  const y = 55 + 30 * random.uniform();
  const color = rgb(shade(backdrop, 0.7 + 0.5 * random.uniform()));
  if (kind === 0) {
    return '';
  }
  return kind === 1
    ? `<rect y="${fixed(y)}" width="${SIDE}" height="${SIDE}" fill="${color}"/>`
    : `<ellipse cx="${fixed(100 * random.uniform())}" cy="${fixed(y + 35)}" rx="75" ry="38" fill="${color}"/>`;
}

/** Draws an object of the background: ball, fir tree, cloud, fence post, leaf or star; some are pointed, as ears may be. */
function drawThing(random: RandomStream): string {
  const x = 100 * random.uniform();
  const y = 100 * random.uniform();
  const size = 5 + 11 * random.uniform();
  const color = rgb(
    pickColor(random.uniform() < 0.5 ? ACCENTS : random.uniform() < 0.5 ? FURS : BACKGROUNDS, random),
  );
  const placement = `transform="translate(${fixed(x)} ${fixed(y)}) rotate(${fixed(360 * random.uniform())}) scale(${fixed(size / 10)})"`;
  const shapes = [
    `<circle r="9" fill="${color}"/><path d="M-9 0 Q0 -6 9 0" fill="none" stroke="#fff" stroke-opacity="0.6" stroke-width="1.6"/>`,
    `<path d="M0 -13 L10 9 H-10 Z" fill="${color}"/>`,
    `<path d="M-11 5 A6 6 0 0 1 -7 -5 A8 8 0 0 1 7 -6 A6 6 0 0 1 11 5 Z" fill="${color}"/>`,
    `<rect x="-4" y="-13" width="8" height="26" rx="3" fill="${color}"/>`,
    `<path d="M0 -12 C11 -6 9 8 0 13 C-9 8 -11 -6 0 -12 Z" fill="${color}"/>`,
    `<path d="M0 -12 L3.5 -4 L12 -3.5 L5.5 2 L7.5 10.5 L0 6 L-7.5 10.5 L-5.5 2 L-12 -3.5 L-3.5 -4 Z" fill="${color}"/>`,
  ];
  return `<g ${placement}>${shapes[random.integer(shapes.length)] ?? ''}</g>`;
}

/** Returns the stream of random numbers for image `index`; it does not depend on the kind of animal. */
export function sceneStream(seed: number, index: number): RandomStream {
  return RandomStream.derive(seed, 'drawn', index);
}
