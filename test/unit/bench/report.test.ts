import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {performanceMarkdown, writePerformance} from '../../../bench/report';
import {temporaryDirectory} from '../../support/temporary-directory';

const figure = (median: number, good = true): {min: number; median: number; good: boolean} => ({
  min: median - 1,
  median,
  good,
});
const RESULTS = {
  date: '2030-01-02T03:04:05Z',
  machine: {processor: 'a processor', processors: 2, node: 'v20'},
  versions: {'tfjs-alexnet': '0.1.0', pytorch: '2.9'},
  good: true,
  measurements: [
    {id: 'train-32', title: 'training step', figures: {'tfjs-alexnet': figure(600), pytorch: figure(1200)}},
    {id: 'lrn', title: 'LRN', figures: {'tfjs-alexnet': figure(11.26, false)}},
  ],
  bounds: [{title: 'of PyTorch', ratio: 0.5, ratioOfMinima: 0.499, most: 0.7}],
  scaling: ['forward', 'train'].flatMap(work =>
    [1, 2].map(value => ({
      id: `${work}-${value}`,
      axis: 'batch',
      work,
      value,
      figures: {'tfjs-alexnet': figure(40 * value)},
    })),
  ),
};

describe('the report of the benchmark', () => {
  it('has a column for each subject and a mark where a figure is not good', () => {
    const text = performanceMarkdown({...RESULTS, good: false});
    expect(text).toContain('|  | tfjs-alexnet | pytorch |');
    expect(text).toContain('| training step | 600 (599) | 1200 (1199) |');
    expect(text).toContain('| LRN | 11.3 (10.3) ⚠ | – |');
    expect(text).toContain('| of PyTorch | 0.500 | 0.499 | 0.700 |');
    expect(text).toContain('**Disturbed:**');
    expect(text).toContain('| 2 | 80.0 (79.0) | 40.0 | 80.0 (79.0) | 40.0 |');
    expect(performanceMarkdown(RESULTS)).not.toContain('Disturbed');
  });

  it('replaces what stands between its marks, keeps what is around, and draws', () => {
    const folder = temporaryDirectory();
    const file = join(folder, 'performance.md');
    writePerformance(RESULTS, folder);
    const first = readFileSync(file, 'utf8');
    writeFileSync(file, `Before.\n${first}After.\n`);
    writePerformance({...RESULTS, date: '2031-01-02'}, folder);
    const second = readFileSync(file, 'utf8');
    expect(second).toBe(`Before.\n${first.replace('2030-01-02', '2031-01-02')}After.\n`);
    for (const name of ['performance.svg', 'performance-scaling.svg']) {
      expect(readFileSync(join(folder, name), 'utf8')).toMatch(/^<svg [^>]*viewBox.*<\/svg>\n$/s);
    }
    expect(existsSync(join(folder, 'results.json'))).toBe(false);
  });
});
