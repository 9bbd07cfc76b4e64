/** The curves of loss and accuracy. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type {Training} from './state';

const HEIGHT_PX = {page: 190, phone: 150};
/** Maximal number of points: more than the charts have pixels are thinned out. */
const MAX_POINTS = 600;
/** Distances between marks on the axis of steps: integers, since there is no step 1.5. */
const INTEGER_STEPS = [1, 10, 100, 1000, 10_000, 100_000].flatMap(ten => [ten, 2 * ten, 5 * ten]);

/** As in the style sheets. */
const PHONE = matchMedia('(max-width: 760px)');

export class Charts {
  #loss: uPlot | undefined;
  #accuracy: uPlot | undefined;
  #hosts: {loss: HTMLElement; accuracy: HTMLElement} | undefined;

  /** Draws the charts into these elements, in the colors of the current color scheme. */
  mount(loss: HTMLElement, accuracy: HTMLElement): void {
    if (this.#hosts?.loss === loss) {
      return;
    }
    this.#hosts = {loss, accuracy};
    this.redraw();
    new ResizeObserver(() => {
      for (const [plot, host] of [
        [this.#loss, loss],
        [this.#accuracy, accuracy],
      ] as const) {
        plot?.setSize(sizeIn(host));
      }
    }).observe(loss);
  }

  /** Creates the charts again after a change of the color scheme. */
  redraw(): void {
    if (this.#hosts === undefined) {
      return;
    }
    const {loss, accuracy} = this.#hosts;
    this.#loss?.destroy();
    this.#accuracy?.destroy();
    this.#loss = new uPlot(options('Loss', loss, false), [[], [], []], loss);
    this.#accuracy = new uPlot(options('Accuracy', accuracy, true), [[], [], []], accuracy);
  }

  show({losses, evaluations}: Training): void {
    const columns = (of: (row: {loss: number; accuracy: number}) => number): uPlot.AlignedData => {
      const every = Math.max(1, Math.ceil(losses.length / MAX_POINTS));
      const held = new Map(evaluations.map(row => [row.step, of(row)]));
      const rows = losses.filter(({step}, at) => at % every === 0 || held.has(step));
      const steps = [...new Set([...rows.map(({step}) => step), ...held.keys()])].sort((a, b) => a - b);
      const learned = new Map(rows.map(row => [row.step, of(row)]));
      return [
        steps,
        smooth(steps.map(step => learned.get(step) ?? null)),
        steps.map(step => held.get(step) ?? null),
      ];
    };
    this.#loss?.setData(columns(({loss}) => loss));
    this.#accuracy?.setData(columns(({accuracy}) => accuracy));
  }
}

/** Moving average over a twentieth of the run, since the values of single batches vary widely. */
function smooth(values: readonly (number | null)[]): (number | null)[] {
  const window = Math.max(1, Math.round(values.length / 20));
  return values.map((value, at) => {
    if (value === null) {
      return null;
    }
    const near = values.slice(Math.max(0, at - window + 1), at + 1).filter(other => other !== null);
    return near.reduce((sum, other) => sum + other, 0) / near.length;
  });
}

function sizeIn(host: HTMLElement): {width: number; height: number} {
  return {
    width: Math.max(100, host.clientWidth),
    height: PHONE.matches ? HEIGHT_PX.phone : HEIGHT_PX.page,
  };
}

function options(title: string, host: HTMLElement, isPercentage: boolean): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--muted'),
    grid: {stroke: color('--line'), width: 1},
    ticks: {show: false},
    font: '11px system-ui, sans-serif',
  };
  const write = (value: number | null): string =>
    value === null ? '–' : isPercentage ? `${(value * 100).toFixed(0)} %` : value.toPrecision(3);
  return {
    title,
    ...sizeIn(host),
    scales: {x: {time: false}, ...(isPercentage ? {y: {range: [0, 1.02]}} : {})},
    axes: [
      {...axis, size: 28, incrs: INTEGER_STEPS},
      {
        ...axis,
        size: 46,
        values: (_: uPlot, ticks: number[]) =>
          ticks.map(tick => (isPercentage ? `${Math.round(tick * 100)} %` : String(tick))),
      },
    ],
    series: [
      {label: 'step'},
      {
        label: 'training',
        stroke: color('--train'),
        width: 2,
        spanGaps: true,
        value: (_, value) => write(value),
      },
      {
        label: 'validation',
        stroke: color('--held'),
        width: 2,
        spanGaps: true,
        points: {show: true, size: 5},
        value: (_, value) => write(value),
      },
    ],
    legend: {live: false},
    cursor: {show: false},
  };
}
