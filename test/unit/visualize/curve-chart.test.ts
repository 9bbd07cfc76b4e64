import sharp from 'sharp';
import {describe, expect, it} from 'vitest';
import {curveChart} from '../../../src/visualize/curve-chart';

const rows = [1, 2, 3].map(step => ({step, epoch: 0, learningRate: 0.1, loss: 1 / step, accuracy: 0.5}));

describe('curveChart', () => {
  it('draws loss, accuracy and learning rate one below the other, as an image that renders', async () => {
    const svg = curveChart(rows);
    expect([...svg.matchAll(/class="title"[^>]*>([^<]+)</g)].map(([, title]) => title)).toEqual([
      'Loss',
      'Accuracy',
      'Learning rate',
    ]);
    // Which line is which, where there are several; the row of a title has no curve.
    expect([...svg.matchAll(/class="key"[^>]*>([^<]+)</g)].map(([, name]) => name)).toEqual(
      Array.from({length: 2}, () => ['each batch', 'training']).flat(),
    );
    const {data, info} = await sharp(Buffer.from(svg))
      .removeAlpha()
      .raw()
      .toBuffer({resolveWithObject: true});
    const isBlue = (at: number): boolean => data[at]! < 80 && data[at + 2]! > 150;
    const blueRows = Array.from({length: info.height}, (_, y) => y).filter(y =>
      Array.from({length: info.width}, (_, x) => (y * info.width + x) * 3).some(isBlue),
    );
    // A line in each of the three charts.
    expect([100, 350, 600].map(middle => blueRows.some(y => Math.abs(y - middle) < 120))).toEqual([
      true,
      true,
      true,
    ]);
  });
});
