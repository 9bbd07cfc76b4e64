import {describe, expect, it} from 'vitest';
import {buildCurves, describeCurve, drawCurve, formatValue} from '../../../src/visualize/report-curves';

const row = (step: number, extra: {validationLoss?: number; validationAccuracy?: number} = {}) => ({
  step,
  epoch: 0,
  learningRate: 0.01,
  loss: 1 / step,
  accuracy: step / 10000,
  ...extra,
});

describe('buildCurves', () => {
  it('keeps every step of a short run, and a gap where nothing was evaluated', () => {
    const [loss, accuracy, rate] = buildCurves([
      row(1),
      row(2, {validationLoss: 0.4, validationAccuracy: 0.75}),
    ]);
    expect(loss?.x).toEqual([1, 2]);
    expect(loss?.lines.map(({kind, y}) => [kind, y])).toEqual([
      ['raw', [1, 0.5]],
      ['smooth', [1, 0.5]],
      ['held', [null, 0.4]],
    ]);
    expect(accuracy?.lines[2]?.y).toEqual([null, 0.75]);
    expect(rate?.lines).toEqual([{name: 'learning rate', kind: 'smooth', y: [0.01, 0.01]}]);
  });

  it('omits the validation line without a validation set', () => {
    expect(buildCurves([row(1)])[0]?.lines.map(({kind}) => kind)).toEqual(['raw', 'smooth']);
  });

  it('averages groups of steps of a long run, and keeps an evaluation at its own step', () => {
    const rows = Array.from({length: 100_000}, (_, i) =>
      row(i + 1, i === 12_344 ? {validationAccuracy: 0.5} : {}),
    );
    const accuracy = buildCurves(rows)[1];
    expect(accuracy?.x.length).toBeLessThan(1300);
    expect(accuracy?.x.at(-1)).toBe(100_000);
    const held = accuracy?.lines[2]?.y.findIndex(value => value === 0.5) ?? -1;
    expect(accuracy?.x[held]).toBe(12_345);
  });

  it('has a bounded number of points, however often a run was evaluated', () => {
    const rows = Array.from({length: 100_000}, (_, i) =>
      row(i + 1, {validationLoss: 1, validationAccuracy: 0.5}),
    );
    const [loss] = buildCurves(rows);
    expect(loss?.x.length).toBeLessThan(1300);
    expect(loss?.lines[2]?.y.every(value => value === 1)).toBe(true);
    expect(loss?.x.at(-1)).toBe(100_000);
  });

  it('smooths over the past only', () => {
    const rows = Array.from({length: 100}, (_, i) => ({...row(i + 1), loss: i < 50 ? 0 : 2}));
    const smooth = buildCurves(rows)[0]?.lines[1]?.y;
    expect(smooth?.slice(48, 52)).toEqual([0, 0, 1, 2]);
  });

  it('leaves out values that are not numbers', () => {
    const [loss] = buildCurves([{...row(1), loss: NaN}, row(2)]);
    expect(loss?.lines[0]?.y).toEqual([null, 0.5]);
  });
});

describe('drawCurve', () => {
  it('draws a line per series inside its box and describes itself', () => {
    const [loss] = buildCurves([row(1), row(2), row(3, {validationLoss: 0.2, validationAccuracy: 0.9})]);
    const svg = drawCurve(loss!).text;
    expect(svg.match(/<path/g)?.length).toBe(2);
    expect(svg.match(/<circle/g)?.length).toBe(1);
    expect(svg).toContain(
      'aria-label="Loss over 3 steps: training from 1 to 0.333, validation from 0.2 to 0.2."',
    );
    const coordinates = [...svg.matchAll(/[ML](\d+\.\d) (\d+\.\d)/g)];
    expect(coordinates.length).toBe(6);
    for (const [, x, y] of coordinates) {
      expect(Number(x)).toBeLessThanOrEqual(520);
      expect(Number(y)).toBeLessThanOrEqual(210);
    }
  });

  it('has round numbers on its axes, each once, whatever the values', () => {
    const ticksOf = (rows: Parameters<typeof buildCurves>[0]): string[][] =>
      buildCurves(rows).map(curve =>
        [...drawCurve(curve).text.matchAll(/<text[^>]*>\s*([^<\s][^<]*?)\s*<\/text/g)].map(
          ([, text]) => text!,
        ),
      );
    const rows = Array.from({length: 72}, (_, i) => ({
      ...row(i + 1),
      loss: 0.6931 - i / 1000,
      accuracy: 0.372 + i / 200,
    }));
    const steps = ['step', '20', '40', '60'];
    expect(ticksOf(rows)).toEqual([
      ['0', '0.2', '0.4', '0.6', ...steps],
      ['40.0 %', '50.0 %', '60.0 %', '70.0 %', ...steps],
      ['0', '0.005', '0.01', ...steps],
    ]);
    for (const ticks of ticksOf([{...row(7), loss: 0, accuracy: 0.5, learningRate: 0}])) {
      expect(new Set(ticks).size).toBe(ticks.length);
      expect(ticks.slice(-2)).toEqual(['step', '7']);
    }
  });

  it('says so when there is nothing to draw', () => {
    expect(drawCurve(buildCurves([])[0]!).text).toContain('No history was recorded');
    expect(describeCurve(buildCurves([])[0]!)).toContain('training empty');
  });
});

describe('formatValue', () => {
  it.each([
    [0.8733, true, '87.3 %'],
    [0, false, '0'],
    [0.69314, false, '0.693'],
    [0.00001, false, '1.0e-5'],
    [NaN, false, 'not a number'],
  ])('writes %d as %s', (value, isShare, text) => {
    expect(formatValue(value, isShare)).toBe(text);
  });
});
