import {describe, expect, it} from 'vitest';
import {confusionChart} from '../../../src/visualize/confusion-chart';

describe('confusionChart', () => {
  const chart = confusionChart(
    [
      [9, 1],
      [0, 0],
    ],
    ['cat', '<i>'],
  );

  it('writes every count, and shades a cell by its fraction of the row', () => {
    const cells = [...chart.matchAll(/fill-opacity="([\d.]+)"\/><text[^>]*>(\d+)</g)];
    expect(cells.map(([, shade, count]) => [count, Number(shade)])).toEqual([
      ['9', 0.906],
      ['1', 0.154],
      ['0', 0.06],
      ['0', 0.06],
    ]);
  });

  it('names each class at its row and its column, escaped', () => {
    expect(chart.match(/>cat</g)).toHaveLength(2);
    expect(chart.match(/>&lt;i&gt;</g)).toHaveLength(2);
  });
});
