import type {RandomStream} from '../core/random';
import {rgb, shade, type Color} from './drawn-color';

/** The animal that a drawn image shows. */
export type AnimalKind = 'cat' | 'dog';

/** The look of a drawn animal, which does not depend on whether it is a cat or a dog. */
export interface AnimalLook {
  /** Color of the coat. */
  fur: Color;
  /** Color of ears, patches, stripes and paws. */
  second: Color;
  /** Color of muzzle, chest and tip of the tail. */
  light: Color;
  /** Color of the irises. */
  iris: Color;
  /** Color of lines, noses and pupils. */
  line: Color;
  /** Color of the inner ears, the cat's nose and the dog's tongue. */
  skin: Color;
  /** Color of the clothes. */
  accent: Color;
  /** Pattern on the coat. */
  markings: 'none' | 'patch' | 'stripes' | 'spots' | 'blaze';
  /** Clothes. */
  wears: 'nothing' | 'collar' | 'bow' | 'hat' | 'scarf';
  /** The head alone, head and chest, or the whole animal. */
  pose: 'head' | 'bust' | 'sitting';
  /** Angle of the head against the body. */
  tiltDeg: number;
  /** Width of lines, where the radius of the head is 32. */
  strokeWidth: number;
}

const number = (value: number): string => value.toFixed(1);

/**
 * Draws a cat or a dog as SVG elements around (0, 0), the middle of its head, whose radius is 32.
 *
 * A cat has pointed ears, whiskers, slit pupils, a small nose and a long tail; a dog has hanging ears, a long muzzle, a
 * large nose, a tongue and a short tail. All else is in the look, which does not depend on the kind.
 */
export function drawAnimal(kind: AnimalKind, look: AnimalLook, random: RandomStream): string {
  const head = kind === 'cat' ? catHead(look, random) : dogHead(look, random);
  const body = look.pose === 'head' ? '' : drawBody(kind, look, random);
  return `${body}<g transform="rotate(${number(look.tiltDeg)})">${head}${hat(look)}</g>`;
}

function catHead(look: AnimalLook, random: RandomStream): string {
  const {fur, light, skin, line, strokeWidth} = look;
  const around = `stroke="${rgb(line)}" stroke-width="${number(strokeWidth)}" stroke-linejoin="round"`;
  const tip = 25 + 8 * random.uniform();
  const height = 44 + 9 * random.uniform();
  const ears = [-1, 1]
    .map(
      side =>
        `<path d="M${side * 31} -6 Q${number(side * (tip + 7))} -26 ${number(side * tip)} ${number(-height)} ` +
        `Q${side * 14} -38 ${side * 6} -26 Z" fill="${rgb(fur)}" ${around}/>` +
        `<path d="M${side * 27} -14 L${number(side * (tip - 1))} ${number(-height + 9)} L${side * 13} -25 Z" fill="${rgb(skin)}"/>`,
    )
    .join('');
  const cheek = 33 + 3 * random.uniform();
  const face =
    `<path d="M0 -29 C20 -29 ${number(cheek)} -16 ${number(cheek)} 3 C${number(cheek)} 20 18 29 0 29 ` +
    `C-18 29 ${number(-cheek)} 20 ${number(-cheek)} 3 C${number(-cheek)} -16 -20 -29 0 -29 Z" fill="${rgb(fur)}" ${around}/>`;
  const lip = `fill="none" stroke="${rgb(line)}" stroke-width="${number(strokeWidth)}" stroke-linecap="round"`;
  const muzzle =
    `<ellipse cx="-6.5" cy="14" rx="9" ry="7" fill="${rgb(light)}"/><ellipse cx="6.5" cy="14" rx="9" ry="7" fill="${rgb(light)}"/>` +
    `<path d="M-4.5 6 H4.5 L0 11 Z" fill="${rgb(skin)}" ${around}/>` +
    `<path d="M0 11 V14 Q-4 19 -8 15 M0 14 Q4 19 8 15" ${lip}/>`;
  const droop = 6 * random.uniform() - 3;
  const whiskers = [-1, 1]
    .flatMap(side =>
      [-5, 0, 5].map(
        y =>
          `M${side * 11} ${number(13 + y / 2)} Q${side * 26} ${number(11 + y)} ${side * 44} ${number(12 + 2 * y + droop)}`,
      ),
    )
    .join(' ');
  return (
    `${ears}${face}${markings(look, random, 31, 27)}${muzzle}` +
    `<path d="${whiskers}" fill="none" stroke="${rgb(light)}" stroke-width="${number(0.9 * strokeWidth)}" stroke-linecap="round"/>` +
    eyes(look, 'slit', -3)
  );
}

function dogHead(look: AnimalLook, random: RandomStream): string {
  const {fur, second, light, skin, line, strokeWidth} = look;
  const around = `stroke="${rgb(line)}" stroke-width="${number(strokeWidth)}" stroke-linejoin="round"`;
  const length = 24 + 10 * random.uniform();
  const spread = 38 + 6 * random.uniform();
  const ears = [-1, 1]
    .map(
      side =>
        `<path d="M${side * 14} -27 C${side * 30} -34 ${number(side * spread)} -22 ${number(side * spread)} 2 ` +
        `C${number(side * spread)} ${number(length)} ${side * 26} ${number(length + 3)} ${side * 25} 6 ` +
        `C${side * 25} -8 ${side * 22} -16 ${side * 14} -27 Z" fill="${rgb(second)}" ${around}/>`,
    )
    .join('');
  const jaw = 34 + 4 * random.uniform();
  const face =
    `<path d="M0 -31 C19 -31 29 -20 28 -2 C27 16 19 ${number(jaw)} 0 ${number(jaw)} ` +
    `C-19 ${number(jaw)} -27 16 -28 -2 C-29 -20 -19 -31 0 -31 Z" fill="${rgb(fur)}" ${around}/>`;
  const hasTongue = random.uniform() < 0.6;
  const tongue = hasTongue
    ? `<path d="M-5 24 V31 A5 6 0 0 0 5 31 V24 Z" fill="${rgb(skin)}" ${around}/>`
    : '';
  const lip = `fill="none" stroke="${rgb(line)}" stroke-width="${number(strokeWidth)}" stroke-linecap="round"`;
  const muzzle =
    `<ellipse cx="0" cy="16" rx="17" ry="14" fill="${rgb(light)}"/>${tongue}` +
    `<ellipse cx="0" cy="8" rx="8" ry="5.5" fill="${rgb(line)}"/><ellipse cx="-2.5" cy="6.5" rx="2" ry="1.2" fill="#fff" fill-opacity="0.6"/>` +
    `<path d="M0 13 V19 Q-6 27 -12 20 M0 19 Q6 27 12 20" ${lip}/>`;
  return `${face}${markings(look, random, 25, 28)}${muzzle}${ears}${eyes(look, 'round', -7)}`;
}

function eyes({iris, line, strokeWidth}: AnimalLook, pupil: 'slit' | 'round', y: number): string {
  const width = pupil === 'slit' ? 2.2 : 4.2;
  return [-12.5, 12.5]
    .map(
      x =>
        `<ellipse cx="${x}" cy="${y}" rx="6.6" ry="${pupil === 'slit' ? 6 : 6.4}" fill="${rgb(iris)}" stroke="${rgb(line)}" stroke-width="${number(strokeWidth)}"/>` +
        `<ellipse cx="${x}" cy="${y}" rx="${width}" ry="${pupil === 'slit' ? 5.4 : 4.4}" fill="${rgb(line)}"/>` +
        `<circle cx="${x - 2}" cy="${y - 2.4}" r="1.7" fill="#fff"/>`,
    )
    .join('');
}

/** Draws the markings on the face, within an ellipse of these radii. */
function markings(
  {markings: kind, second}: AnimalLook,
  random: RandomStream,
  rx: number,
  ry: number,
): string {
  const color = rgb(second);
  const side = random.uniform() < 0.5 ? -1 : 1;
  switch (kind) {
    case 'none':
      return '';
    case 'patch':
      return `<ellipse cx="${side * 13}" cy="-5" rx="11" ry="12" fill="${color}"/>`;
    case 'blaze':
      return `<path d="M-3 ${-ry} H3 L8 10 H-8 Z" fill="${color}"/>`;
    case 'stripes':
      return (
        `<path d="M0 ${-ry} V-13 M-8 ${-ry + 2} L-6 -15 M8 ${-ry + 2} L6 -15 M${-rx} 4 H${-rx + 9} M${rx} 4 H${rx - 9} ` +
        `M${-rx + 2} 11 H${-rx + 10} M${rx - 2} 11 H${rx - 10}" stroke="${color}" stroke-width="3.4" stroke-linecap="round"/>`
      );
    case 'spots':
      return Array.from({length: 6}, () => {
        const angle = 2 * Math.PI * random.uniform();
        const reach = 0.75 * Math.sqrt(random.uniform());
        return `<circle cx="${number(rx * reach * Math.cos(angle))}" cy="${number(ry * reach * Math.sin(angle))}" r="${number(2 + 2.5 * random.uniform())}" fill="${color}"/>`;
      }).join('');
  }
}

function drawBody(kind: AnimalKind, look: AnimalLook, random: RandomStream): string {
  const {fur, second, light, line, strokeWidth, pose} = look;
  const around = `stroke="${rgb(line)}" stroke-width="${number(strokeWidth)}"`;
  const width = 26 + 6 * random.uniform();
  if (pose === 'bust') {
    return (
      `<path d="M${number(-width - 10)} 110 C${number(-width - 10)} 50 -22 30 0 30 C22 30 ${number(width + 10)} 50 ${number(width + 10)} 110 Z" fill="${rgb(fur)}" ${around}/>` +
      `<path d="M-14 110 C-16 60 -10 36 0 36 C10 36 16 60 14 110 Z" fill="${rgb(light)}"/>${worn(look, 37)}`
    );
  }
  const side = random.uniform() < 0.5 ? -1 : 1;
  const tail =
    kind === 'cat'
      ? `M${side * 20} 88 C${side * 62} 92 ${side * 38} 52 ${side * (52 + 8 * random.uniform())} 36`
      : `M${side * 20} 84 Q${side * 38} 80 ${side * (40 + 5 * random.uniform())} 62`;
  const tailWidth = kind === 'cat' ? 8 : 9;
  const paws = [-10, 10]
    .map(x => `<ellipse cx="${x}" cy="96" rx="9" ry="6" fill="${rgb(second)}" ${around}/>`)
    .join('');
  return (
    `<path d="${tail}" fill="none" stroke="${rgb(line)}" stroke-width="${number(tailWidth + 2 * strokeWidth)}" stroke-linecap="round"/>` +
    `<path d="${tail}" fill="none" stroke="${rgb(fur)}" stroke-width="${tailWidth}" stroke-linecap="round"/>` +
    `<path d="M0 20 C20 24 ${number(width + 4)} 62 ${number(width)} 82 Q${number(width - 4)} 100 0 99 Q${number(-width + 4)} 100 ${number(-width)} 82 C${number(-width - 4)} 62 -20 24 0 20 Z" fill="${rgb(fur)}" ${around}/>` +
    `<ellipse cx="0" cy="58" rx="12" ry="22" fill="${rgb(light)}"/>${paws}${worn(look, 36)}`
  );
}

/** Draws collar, scarf or bow below the head, whose middle is at height `y`. */
function worn({wears, accent, iris}: AnimalLook, y: number): string {
  const color = rgb(accent);
  switch (wears) {
    case 'collar':
      return `<path d="M-19 ${y - 4} Q0 ${y + 10} 19 ${y - 4}" fill="none" stroke="${color}" stroke-width="5"/><circle cx="0" cy="${y + 6}" r="4" fill="${rgb(iris)}"/>`;
    case 'scarf':
      return `<path d="M-21 ${y - 6} Q0 ${y + 12} 21 ${y - 6} L18 ${y + 4} Q10 ${y + 9} 6 ${y + 9} L9 ${y + 26} L-1 ${y + 25} L-3 ${y + 10} Q-16 ${y + 6} -21 ${y - 6} Z" fill="${color}"/>`;
    case 'bow':
      return `<path d="M0 ${y} L-14 ${y - 7} V${y + 9} Z M0 ${y} L14 ${y - 7} V${y + 9} Z" fill="${color}"/><circle cx="0" cy="${y + 1}" r="3.6" fill="${rgb(shade(accent, 0.75))}"/>`;
    case 'hat':
    case 'nothing':
      return '';
  }
}

function hat({wears, accent, light}: AnimalLook): string {
  return wears === 'hat'
    ? `<path d="M-11 -25 L1 -50 L11 -25 Q0 -21 -11 -25 Z" fill="${rgb(accent)}"/><circle cx="1" cy="-50" r="4" fill="${rgb(light)}"/>`
    : '';
}
