import type {HistoryRow} from '../training/history';
import {buildCurves, drawCurve, type Curve} from './report-curves';

/** Size of one chart, that of `drawCurve`. */
const [WIDTH, HEIGHT] = [520, 210];
const TITLE = 26;
/** Width of one name in the legend, with its line. */
const KEY = 100;

/** Styles in the image itself, since it has no style sheet. */
const STYLE = `
svg { font: 11px DejaVu Sans, Helvetica, Arial, sans-serif; fill: #5f6368 }
.title { font-size: 14px; fill: #1b1c1e }
path { fill: none; stroke: #2563b8; stroke-width: 2 } path.raw { stroke-opacity: .25; stroke-width: 1 } path.held { stroke: #c2410c }
circle { fill: #2563b8 } line.grid { stroke: #e2e2dc }`;

/** Training curves one below the other, as an SVG image on white; undefined without a history. */
export function curveChart(rows: readonly HistoryRow[]): string {
  const charts = buildCurves(rows).map((curve, i) => {
    const top = i * (HEIGHT + TITLE + 12) + TITLE;
    const inner = drawCurve(curve).text.replace(
      '<svg ',
      `<svg x="8" y="${top}" width="${WIDTH}" height="${HEIGHT}" `,
    );
    return `<text class="title" x="8" y="${top - 9}">${curve.title}</text>${legend(curve, top - 9)}${inner}`;
  });
  const height = charts.length * (HEIGHT + TITLE + 12);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH + 16}" height="${height}"><style>${STYLE}</style><rect width="100%" height="100%" fill="#fff"/>${charts.join('')}</svg>`;
}

/** The names of the lines, to the right of the title; a single line needs none. */
function legend({lines}: Curve, y: number): string {
  return lines.length < 2
    ? ''
    : lines
        .map(({name, kind}, i) => {
          const left = WIDTH - (lines.length - i) * KEY;
          return `<path class="${kind}" d="M${left} ${y - 4}h16"/><text class="key" x="${left + 22}" y="${y}">${name}</text>`;
        })
        .join('');
}
