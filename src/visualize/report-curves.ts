import {type HistoryRow} from '../training/history';
import {type SafeHtml, html} from './html';
import {roundTicks} from './round-ticks';

/** One chart as aligned columns; `null` is a gap. */
export interface Curve {
  /** Key of the chart in the page. */
  id: string;
  /** Title of the chart. */
  title: string;
  /** Steps. */
  x: number[];
  /** Lines in the order in which they are drawn. */
  lines: {name: string; kind: 'raw' | 'smooth' | 'held'; y: (number | null)[]}[];
  /** Whether the values are fractions, shown in percent. */
  isShare: boolean;
}

/** Maximal number of points; a longer history is averaged over several steps per point. */
const MAX_POINTS = 1200;

/** The three charts of a run: loss, accuracy and learning rate over the steps. */
export function buildCurves(rows: readonly HistoryRow[]): Curve[] {
  const groups = groupRows(rows);
  const x = groups.map(group => group.at(-1)?.step ?? 0);
  const mean = (of: (row: HistoryRow) => number | undefined): (number | null)[] =>
    groups.map(group => meanOf(group.map(of)));
  // A window of a fiftieth of the run hides the noise of single batches but shows changes of the learning rate.
  const window = Math.max(1, Math.round(groups.length / 50));
  const lines = (
    training: (row: HistoryRow) => number,
    heldOut: (row: HistoryRow) => number | undefined,
  ): Curve['lines'] => {
    const raw = mean(training);
    const held = mean(heldOut);
    const drawn: Curve['lines'] = [
      {name: 'each batch', kind: 'raw', y: raw},
      {name: 'training', kind: 'smooth', y: smooth(raw, window)},
    ];
    return held.some(value => value !== null)
      ? [...drawn, {name: 'validation', kind: 'held', y: held}]
      : drawn;
  };
  return [
    {
      id: 'loss',
      title: 'Loss',
      x,
      lines: lines(
        row => row.loss,
        row => row.validationLoss,
      ),
      isShare: false,
    },
    {
      id: 'accuracy',
      title: 'Accuracy',
      x,
      lines: lines(
        row => row.accuracy,
        row => row.validationAccuracy,
      ),
      isShare: true,
    },
    {
      id: 'learning-rate',
      title: 'Learning rate',
      x,
      lines: [{name: 'learning rate', kind: 'smooth', y: mean(row => row.learningRate)}],
      isShare: false,
    },
  ];
}

/**
 * Splits the rows into equal parts; a part ends early at an evaluation, so that its point stays at its step. More evaluations
 * than points are averaged, too.
 */
function groupRows(rows: readonly HistoryRow[]): HistoryRow[][] {
  const isEvaluated = (row: HistoryRow): boolean =>
    row.validationLoss !== undefined || row.validationAccuracy !== undefined;
  const isThinned = rows.filter(isEvaluated).length > MAX_POINTS;
  const size = Math.ceil(rows.length / MAX_POINTS);
  const groups: HistoryRow[][] = [];
  let current: HistoryRow[] = [];
  for (const row of rows) {
    current.push(row);
    if (current.length >= size || (!isThinned && isEvaluated(row))) {
      groups.push(current);
      current = [];
    }
  }
  return current.length > 0 ? [...groups, current] : groups;
}

function meanOf(values: readonly (number | undefined)[]): number | null {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  return finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

/** Mean over the `window` points up to each point; later points do not count. */
function smooth(values: readonly (number | null)[], window: number): (number | null)[] {
  return values.map((value, i) =>
    value === null ? null : meanOf(values.slice(Math.max(0, i - window + 1), i + 1).map(v => v ?? undefined)),
  );
}

const WIDTH = 520;
const HEIGHT = 210;
const LEFT = 52;
/** Space for half of the last step's label, which is centered below its position. */
const RIGHT = 24;
const BOTTOM = 24;
const TOP = 10;

/** A chart as a static image, for print and for browsers without scripts. */
export function drawCurve(curve: Curve): SafeHtml {
  const values = curve.lines.flatMap(line => line.y.filter(value => value !== null));
  if (values.length === 0) {
    return html`<p class="muted">No history was recorded.</p>`;
  }
  const low = curve.isShare ? Math.min(0.5, ...range(values)) : Math.min(0, ...range(values));
  // Makes the ticks differ even if all values are equal.
  const high = Math.max(...range(values), low + (curve.isShare ? 0.01 : 1e-9));
  const first = curve.x[0] ?? 0;
  const last = Math.max(curve.x.at(-1) ?? 1, first + 1);
  const left = (step: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * (step - first)) / (last - first);
  const top = (value: number): number =>
    HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * (value - low)) / (high - low);
  const steps = roundTicks(first, last, {most: 6, isWhole: true}).filter(
    step => step <= (curve.x.at(-1) ?? first),
  );
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${describeCurve(curve)}">
    ${roundTicks(low, high, {most: 5}).map(
      value =>
        html`<line
            class="grid"
            x1="${LEFT}"
            x2="${WIDTH}"
            y1="${round(top(value))}"
            y2="${round(top(value))}"
          /><text x="${LEFT - 6}" y="${round(top(value) + 4)}" text-anchor="end"
            >${formatValue(value, curve.isShare)}</text
          >`,
    )}
    <text x="${LEFT - 6}" y="${HEIGHT - 6}" text-anchor="end">step</text>
    ${steps.map(
      step => html`<text x="${round(left(step))}" y="${HEIGHT - 6}" text-anchor="middle">${step}</text>`,
    )}
    ${curve.lines.map(line => drawLine(line, curve.x, left, top))}
  </svg>`;
}

/** The smallest and the largest value, without passing a long list as arguments. */
function range(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function drawLine(
  line: Curve['lines'][number],
  x: readonly number[],
  left: (step: number) => number,
  top: (value: number) => number,
): SafeHtml {
  const points = line.y.flatMap((value, i) =>
    value === null ? [] : [`${round(left(x[i] ?? 0))} ${round(top(value))}`],
  );
  const [only] = points;
  if (points.length === 1 && only !== undefined) {
    const [cx = '', cy = ''] = only.split(' ');
    return html`<circle cx="${cx}" cy="${cy}" r="3" />`;
  }
  return html`<path class="${line.kind}" d="M${points.join('L')}" />`;
}

/** A chart in one sentence, for screen readers. */
export function describeCurve(curve: Curve): string {
  const parts = curve.lines
    .filter(line => line.kind !== 'raw')
    .map(line => {
      const values = line.y.filter(value => value !== null);
      const [first, last] = [values[0], values.at(-1)];
      return first === undefined || last === undefined
        ? `${line.name} empty`
        : `${line.name} from ${formatValue(first, curve.isShare)} to ${formatValue(last, curve.isShare)}`;
    });
  return `${curve.title} over ${curve.x.at(-1) ?? 0} steps: ${parts.join(', ')}.`;
}

/** Formats a value: fractions in percent, others with three significant digits. */
export function formatValue(value: number, isShare: boolean): string {
  if (!Number.isFinite(value)) {
    return 'not a number';
  }
  if (isShare) {
    return `${(value * 100).toFixed(1)} %`;
  }
  return value !== 0 && Math.abs(value) < 0.001
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
}

function round(value: number): string {
  return value.toFixed(1);
}
