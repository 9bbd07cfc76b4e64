// The results as docs/performance.md: the text between two marks is made here, what stands around it is written by hand.
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {barChart, lineChart} from './chart.mjs';

const BEGIN = '<!-- Written by npm run bench; do not edit up to the end mark. -->';
const END = '<!-- End of what npm run bench writes. -->';
const NAMES = ['tfjs-alexnet', 'tfjs-wasm', 'onnxruntime-web', 'tfjs-node', 'pytorch'];

/** Writes performance.md and its charts into a folder, and replaces what was between the marks. */
export function writePerformance(results, folder) {
  const file = join(folder, 'performance.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : `# Performance\n\n${BEGIN}\n${END}\n`;
  const [head, rest = `${END}\n`] = before.split(BEGIN);
  const tail = rest.slice(rest.indexOf(END));
  writeFileSync(file, `${head}${BEGIN}\n\n${performanceMarkdown(results)}\n\n${tail}`);
  for (const [name, svg] of Object.entries(charts(results))) {
    writeFileSync(join(folder, name), svg);
  }
}

/** Tables of all figures. */
export function performanceMarkdown({date, machine, versions, measurements, bounds, scaling, good}) {
  const found = NAMES.filter(name => measurements.some(({figures}) => figures[name] !== undefined));
  const machineLine = `${machine.processors} processors (${machine.processor}), Node ${machine.node}, ${date.slice(0, 10)}`;
  const versionLine = found.map(name => `${name} ${versions[name] ?? ''}`.trim()).join(', ');
  return [
    `Milliseconds, median (least), on ${machineLine}: ${versionLine}.`,
    good ? '' : '**Disturbed:** others held the processors while the figures marked ⚠ were measured.\n',
    table(
      ['', ...found],
      measurements.map(({title, figures}) => [title, ...found.map(name => cell(figures[name]))]),
    ),
    '',
    '![Training step and prediction at batch 32](performance.svg)',
    '',
    table(
      ['ratio', 'measured', 'of the least', 'at most'],
      bounds.map(({title, ratio, ratioOfMinima, most}) => [
        title,
        ...[ratio, ratioOfMinima, most].map(value => value.toFixed(3)),
      ]),
    ),
    ...(scaling.length === 0 ? [] : ['', ...scalingTables(scaling)]),
  ].join('\n');
}

function scalingTables(scaling) {
  const at = (axis, work, value) =>
    scaling.find(one => one.axis === axis && one.work === work && one.value === value)?.figures[
      'tfjs-alexnet'
    ];
  const values = axis => [...new Set(scaling.filter(one => one.axis === axis).map(({value}) => value))];
  const rows = axis =>
    values(axis).map(value => {
      const batch = axis === 'batch' ? value : 8;
      const both = ['forward', 'train'].map(work => at(axis, work, value));
      return [`${value}`, ...both.flatMap(figure => [cell(figure), (figure.median / batch).toFixed(1)])];
    });
  const columns = ['prediction', 'each photo', 'training step', 'each photo'];
  return [
    'Cost and batch (227 pixels, two threads):',
    '',
    table(['batch', ...columns], rows('batch')),
    '',
    'Cost and width of the input (batch 8; the first dense layer grows with it):',
    '',
    table(['pixels', ...columns], rows('size')),
    '',
    '![Cost of a photo and batch](performance-scaling.svg)',
  ];
}

function charts({measurements, scaling}) {
  const bars = measurements
    .filter(({id}) => ['train-32', 'forward-32'].includes(id))
    .map(({title, figures}) => ({
      title,
      bars: NAMES.filter(name => figures[name] !== undefined).map(name => ({
        name,
        value: figures[name].median,
      })),
    }));
  const lines = ['forward', 'train'].map(work => ({
    name: work === 'train' ? 'training step' : 'prediction',
    points: scaling
      .filter(one => one.axis === 'batch' && one.work === work)
      .map(({value, figures}) => [value, figures['tfjs-alexnet'].median / value]),
  }));
  return {
    'performance.svg': barChart(bars, 'ms'),
    ...(scaling.length === 0
      ? {}
      : {'performance-scaling.svg': lineChart(lines, {x: 'batch', y: 'ms for each photo'})}),
  };
}

function cell(figure) {
  if (figure === undefined) {
    return '–';
  }
  const {min, median, good} = figure;
  const digits = median < 100 ? 1 : 0;
  return `${median.toFixed(digits)} (${min.toFixed(digits)})${good ? '' : ' ⚠'}`;
}

function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
