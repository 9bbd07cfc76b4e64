/** Two plain charts as SVG, readable on light and dark pages. */

const WIDTH = 720;
const STYLE = `<style>text{font:13px sans-serif;fill:#777}.t{font-weight:bold}.o{fill:#d9541e;stroke:#d9541e}.p{fill:#8aa0b4;stroke:#8aa0b4}line{stroke:#999}path{fill:none;stroke-width:2}</style>`;

/** Bars under one title. The first one is highlighted. */
export interface BarGroup {
  title: string;
  bars: readonly {name: string; value: number}[];
}

/** A line through points [x, y]. */
export interface Line {
  name: string;
  points: readonly (readonly [number, number])[];
}

/** Groups of horizontal bars, each group with its own scale. */
export function barChart(groups: readonly BarGroup[], unit: string): string {
  const [left, barHeight, gap] = [130, 20, 6];
  const parts: string[] = [];
  let y = 10;
  for (const {title, bars} of groups) {
    const most = Math.max(...bars.map(({value}) => value));
    parts.push(text(0, y + 14, title, 't'));
    y += 24;
    for (const [i, {name, value}] of bars.entries()) {
      const width = ((WIDTH - left - 90) * value) / most;
      parts.push(
        text(0, y + 15, name),
        `<rect class="${i === 0 ? 'o' : 'p'}" x="${left}" y="${y}" width="${width.toFixed(1)}" height="${barHeight}"/>`,
        text(left + width + 6, y + 15, `${value.toFixed(0)} ${unit}`),
      );
      y += barHeight + gap;
    }
    y += 14;
  }
  return svg(y, parts);
}

/** Lines over a logarithmic x axis; y starts at 0. */
export function lineChart(lines: readonly Line[], {x: xTitle, y: yTitle}: {x: string; y: string}): string {
  const [left, top, right, bottom, height] = [60, 30, 150, 40, 300];
  const points = lines.flatMap(line => line.points);
  const logs = points.map(([x]) => Math.log2(x));
  const [first, last] = [Math.min(...logs), Math.max(...logs)];
  const most = Math.max(...points.map(([, y]) => y)) * 1.05;
  const across = (x: number): number =>
    left + ((WIDTH - left - right) * (Math.log2(x) - first)) / Math.max(1, last - first);
  const down = (y: number): number => height - bottom - ((height - top - bottom) * y) / most;
  const parts = [text(0, 16, yTitle, 't'), text(WIDTH - right, height - 8, xTitle, 't')];
  parts.push(`<line x1="${left}" y1="${down(0)}" x2="${WIDTH - right}" y2="${down(0)}"/>`);
  for (const x of new Set(points.map(([value]) => value))) {
    parts.push(text(across(x) - 6, height - bottom + 18, `${x}`));
  }
  for (let i = 0; i <= 4; i++) {
    const y = (most * i) / 4;
    parts.push(text(0, down(y) + 4, y.toFixed(y < 10 ? 1 : 0)));
  }
  for (const [i, {name, points: line}] of lines.entries()) {
    const path = line
      .map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${across(x).toFixed(1)} ${down(y).toFixed(1)}`)
      .join('');
    const [, end = 0] = line.at(-1) ?? [];
    parts.push(`<path class="${i === 0 ? 'p' : 'o'}" style="fill:none" d="${path}"/>`);
    parts.push(text(WIDTH - right + 8, down(end) + 4, name));
  }
  return svg(height, parts);
}

function text(x: number, y: number, content: string, kind?: string): string {
  const escaped = content.replace(/[&<>]/g, letter => `&#${letter.charCodeAt(0)};`);
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${kind === undefined ? '' : ` class="${kind}"`}>${escaped}</text>`;
}

function svg(height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">${STYLE}${parts.join('')}</svg>\n`;
}
