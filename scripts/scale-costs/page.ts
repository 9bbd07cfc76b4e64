/** The section of docs/scale.md that says what a training costs. */
import {barChart} from '../../bench/chart';
import {FIGURES, SETUPS, WORKLOAD, type Figure} from './figures';
import {predictStep, type StepCost} from './model';

export const PAGE = 'docs/scale.md';
export const CHART = 'docs/scale-costs.svg';
export const CHECKS = 'scripts/scale-costs/checks.json';
const MARKS = ['<!-- costs: begin -->', '<!-- costs: end -->'] as const;

/** A prediction beside what was measured. */
export interface Check {
  what: string;
  unit: string;
  predicted: number;
  measured: number;
}

/** Checks of the model, and how busy the machine was meanwhile. */
export interface Checks {
  load: number;
  checks: Check[];
}

const REASONS: Record<StepCost['bottleneck'], string> = {
  compute: 'computing',
  network: 'the network to the photos',
  decoding: 'decoding photos: more processors, or smaller photos in the shards',
  exchange: 'the exchange of gradients: a faster network, or more photos a step',
};

/** Replaces the section between the marks of a page. */
export function withCosts(page: string, checks: Checks): string {
  const [begin, end] = MARKS;
  const [before = '', rest = ''] = page.split(begin);
  return `${before}${begin}\n\n${costs(checks)}\n${end}${rest.split(end)[1] ?? ''}`;
}

/** Photos per second of each setup, as bars: of processors, and of GPUs. */
export function costsChart(): string {
  const bars = SETUPS.map(setup => ({
    name: setup.name.replace(/`|, 25 Gbit.*|, 400 Gbit.*| \(.*/g, ''),
    value: predictStep(setup, WORKLOAD).photosPerSecond,
  }));
  return barChart(
    [
      {title: 'Processors', bars: bars.slice(0, 3)},
      {title: 'GPUs', bars: bars.slice(3)},
    ],
    'photos/s',
  );
}

function costs({load, checks}: Checks): string {
  const rows = SETUPS.map(setup => {
    const cost = predictStep(setup, WORKLOAD);
    return [
      setup.name,
      `${setup.workers * setup.photosPerWorker}`,
      ms(cost.networkMs),
      ms(cost.decodeMs),
      ms(cost.computeMs),
      ms(cost.exchangeMs),
      ms(cost.stepMs),
      count(cost.photosPerSecond),
      duration(cost.days),
      REASONS[cost.bottleneck],
    ];
  });
  const figures: readonly Figure[] = Object.values(FIGURES);
  return [
    table(
      [
        ...['machines', 'photos a step', 'network, ms', 'decoding, ms', 'compute, ms', 'exchange, ms'],
        ...['step, ms', 'photos/s', '90 epochs', 'bottleneck'],
      ],
      rows,
    ),
    'The parts come from these figures:\n',
    table(
      ['figure', 'value', 'source'],
      figures.map(({name, value, unit, source}) => [name, `${count(value)} ${unit}`.trim(), source]),
    ),
    `The same model beside runs of \`alexnet-mini\` on the two processors, at a load of ${load.toFixed(0)}: where that is above 2, ` +
      'other programs took most of the time, and the same run takes up to twice as long from one time to the next:\n',
    table(
      ['what', 'predicted', 'measured'],
      checks.map(({what, unit, predicted, measured}) => [
        what,
        `${count(predicted)} ${unit}`,
        `${count(measured)} ${unit}`,
      ]),
    ),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

function ms(value: number): string {
  return value === 0 ? '–' : count(value);
}

/** Three digits, larger integers as they are. */
function count(value: number): string {
  const shown = value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return shown.toLocaleString('en-US', {maximumFractionDigits: 3});
}

function duration(days: number): string {
  return days >= 2 ? `${days.toFixed(0)} days` : `${(days * 24).toFixed(1)} hours`;
}
