/** Writes the results into docs/performance.md: the text between two marks. The rest of the page is written by hand. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {barChart, lineChart, type Line} from './chart';
import type {Figure} from './statistics';

const BEGIN = '<!-- Written by npm run bench; do not edit up to the end mark. -->';
const END = '<!-- End of what npm run bench writes. -->';
const OURS = 'tfjs-alexnet';
const NAMES = [OURS, 'tfjs-wasm', 'onnxruntime-web', 'tfjs-node', 'pytorch'];

/** The values of a figure that are shown. */
type ShownFigure = Pick<Figure, 'min' | 'median' | 'good'>;
/** Figures by the name of the library. */
type Figures = Partial<Record<string, ShownFigure>>;

/** Figures of one kind of work at one value of an axis: batch or input size. */
interface Scaling {
  id: string;
  axis: string;
  value: number;
  work: string;
  figures: Figures;
}

/** Results of a benchmark run. */
export interface Results {
  date: string;
  machine: {processor: string; processors: number; node: string};
  versions: Partial<Record<string, string>>;
  good: boolean;
  measurements: readonly {id: string; title: string; figures: Figures}[];
  bounds: readonly {title: string; ratio: number; ratioOfMinima: number; most: number}[];
  scaling: readonly Scaling[];
}

/** Writes performance.md and its charts into a folder, and replaces the text between the marks. */
export function writePerformance(results: Results, folder: string): void {
  const file = join(folder, 'performance.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : `# Performance\n\n${BEGIN}\n${END}\n`;
  const [head = '', rest = `${END}\n`] = before.split(BEGIN);
  const tail = rest.slice(rest.indexOf(END));
  writeFileSync(file, `${head}${BEGIN}\n\n${performanceMarkdown(results)}\n\n${tail}`);
  for (const [name, svg] of Object.entries(charts(results))) {
    writeFileSync(join(folder, name), svg);
  }
}

/** Returns the tables of all figures. */
export function performanceMarkdown(results: Results): string {
  const {date, machine, versions, measurements, bounds, scaling, good} = results;
  const found = NAMES.filter(name => measurements.some(({figures}) => figures[name] !== undefined));
  const machineLine = `${machine.processors} processors (${machine.processor}), Node ${machine.node}, ${date.slice(0, 10)}`;
  const versionLine = found.map(name => `${name} ${versions[name] ?? ''}`.trim()).join(', ');
  return [
    `Milliseconds, median (minimum), on ${machineLine}: ${versionLine}.`,
    good
      ? ''
      : '**Disturbed:** other programs used the processors while the figures marked ⚠ were measured.\n',
    table(
      ['', ...found],
      measurements.map(({title, figures}) => [title, ...found.map(name => cell(figures[name]))]),
    ),
    '',
    '![Training step and prediction at batch 32](performance.svg)',
    '',
    table(
      ['ratio', 'of medians', 'of minima', 'limit'],
      bounds.map(({title, ratio, ratioOfMinima, most}) => [
        title,
        ...[ratio, ratioOfMinima, most].map(value => value.toFixed(3)),
      ]),
    ),
    ...(scaling.length === 0 ? [] : ['', ...scalingTables(scaling)]),
  ].join('\n');
}

function scalingTables(scaling: readonly Scaling[]): string[] {
  const at = (axis: string, work: string, value: number): ShownFigure | undefined =>
    scaling.find(one => one.axis === axis && one.work === work && one.value === value)?.figures[OURS];
  const values = (axis: string): number[] => [
    ...new Set(scaling.filter(one => one.axis === axis).map(({value}) => value)),
  ];
  const rows = (axis: string): string[][] =>
    values(axis).map(value => {
      const batch = axis === 'batch' ? value : 8;
      const both = ['forward', 'train'].map(work => at(axis, work, value));
      return [
        `${value}`,
        ...both.flatMap(figure => [
          cell(figure),
          figure === undefined ? '–' : (figure.median / batch).toFixed(1),
        ]),
      ];
    });
  const columns = ['prediction', 'per photo', 'training step', 'per photo'];
  return [
    'Time by batch size (227 pixels, two threads):',
    '',
    table(['batch', ...columns], rows('batch')),
    '',
    'Time by input size (batch 8; the first dense layer grows with it):',
    '',
    table(['pixels', ...columns], rows('size')),
    '',
    '![Time per photo by batch size](performance-scaling.svg)',
  ];
}

function charts({measurements, scaling}: Results): Record<string, string> {
  const bars = measurements
    .filter(({id}) => ['train-32', 'forward-32'].includes(id))
    .map(({title, figures}) => ({
      title,
      bars: NAMES.flatMap(name => {
        const figure = figures[name];
        return figure === undefined ? [] : [{name, value: figure.median}];
      }),
    }));
  const lines = ['forward', 'train'].map((work): Line => ({
    name: work === 'train' ? 'training step' : 'prediction',
    points: scaling
      .filter(one => one.axis === 'batch' && one.work === work)
      .flatMap(({value, figures}) => {
        const figure = figures[OURS];
        return figure === undefined ? [] : [[value, figure.median / value] as const];
      }),
  }));
  return {
    'performance.svg': barChart(bars, 'ms'),
    ...(scaling.length === 0
      ? {}
      : {'performance-scaling.svg': lineChart(lines, {x: 'batch', y: 'ms per photo'})}),
  };
}

function cell(figure: ShownFigure | undefined): string {
  if (figure === undefined) {
    return '–';
  }
  const {min, median, good} = figure;
  const digits = median < 100 ? 1 : 0;
  return `${median.toFixed(digits)} (${min.toFixed(digits)})${good ? '' : ' ⚠'}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
