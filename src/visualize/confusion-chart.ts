import {escapeHtml} from './html';

/** Maximal number of classes: with more, the cells would be smaller than their numbers. */
export const MAX_CHART_CLASSES = 40;

const CELL = 46;
const LABEL = 120;

/** A confusion matrix as an SVG image on white: row = true class, column = predicted class, shade = fraction of the row. */
export function confusionChart(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
): string {
  const side = LABEL + classes.length * CELL + 12;
  const label = (text: string): string => escapeHtml(text.length > 16 ? `${text.slice(0, 15)}…` : text);
  const cells = confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => {
      const fraction = total === 0 ? 0 : count / total;
      const [x, y] = [LABEL + predicted * CELL, LABEL + truth * CELL];
      const ink = fraction > 0.55 ? '#fff' : '#1b1c1e';
      return `<rect x="${x}" y="${y}" width="${CELL - 2}" height="${CELL - 2}" rx="5" fill="#2563b8" fill-opacity="${(0.06 + 0.94 * fraction).toFixed(3)}"/><text x="${x + CELL / 2 - 1}" y="${y + CELL / 2 + 4}" text-anchor="middle" fill="${ink}">${count}</text>`;
    });
  });
  const names = classes.map((name, i) => {
    const middle = LABEL + i * CELL + CELL / 2;
    return `<text x="${LABEL - 8}" y="${middle + 4}" text-anchor="end">${label(name)}</text><text transform="translate(${middle + 4} ${LABEL - 8}) rotate(-60)">${label(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side + 40}" height="${side}" font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="13" fill="#1b1c1e"><rect width="100%" height="100%" fill="#fff"/><text x="8" y="${LABEL - 8}" fill="#5f6368" font-size="11">true ↓ predicted →</text>${names.join('')}${cells.join('')}</svg>`;
}
