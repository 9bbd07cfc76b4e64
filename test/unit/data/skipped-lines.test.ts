import {describe, expect, it} from 'vitest';
import {skippedLines} from '../../../src/data/skipped-lines';

describe('skippedLines', () => {
  it('names a few files each', () => {
    expect(skippedLines([{file: 'a', reason: 'It is bad.'}])).toEqual(['skipped a: It is bad.']);
  });

  it('has at most 21 lines however many files there are, and accounts for all of them', () => {
    const skipped = Array.from({length: 8000}, (_, i) => ({
      file: `${i}.jpg`,
      reason: `Its class is ${i % 8}.`,
    }));
    const lines = skippedLines(skipped);
    expect(lines.length).toBe(8);
    expect(lines[0]).toBe('skipped 1000 files, the first 0.jpg: Its class is 0.');
    const all = skippedLines(skipped.map(({file}) => ({file, reason: `Of ${file}.`})));
    expect(all.length).toBe(21);
    expect(all.at(-1)).toBe('skipped 7980 more files.');
  });

  it('lets no name begin another line', () => {
    expect(skippedLines([{file: 'a\nAccuracy 100 %', reason: 'It is bad.'}])[0]).not.toContain('\n');
  });
});
