import {describe, expect, it} from 'vitest';
import {type ReportPage, reportPage} from '../../../src/visualize/report-page';

const HOSTILE = '"><script>alert(1)</script>';
const page = (over: Partial<ReportPage> = {}): ReportPage => ({
  preset: 'alexnet-mini',
  classes: ['cat', 'dog'],
  best: {accuracy: 0.875, loss: 0.31, step: 20},
  facts: [['Steps', '20']],
  rows: [{step: 1, epoch: 0, learningRate: 0.01, loss: 0.7, accuracy: 0.5}],
  confusion: [
    [3, 1],
    [0, 4],
  ],
  filters: undefined,
  correct: [],
  mistakes: [],
  validationCount: 8,
  skipped: [],
  options: [],
  directory: 'runs/first',
  resume: 'npx alexnet train --data photos --out runs/first --resume',
  ...over,
});
const assets = {style: 'p{}', scripts: [{code: 'let a = "<b>";', sha256: 'abc='}]};

describe('reportPage', () => {
  it('leads with the accuracy of the model that was kept', () => {
    const text = reportPage(page(), assets);
    expect(text).toContain('87.5<small>%</small>');
    expect(text).toContain('<title>alexnet-mini: validation accuracy 87.5 %</title>');
    expect(text).toMatch(/^<!doctype html>/);
  });

  it('allows the scripts that it holds, byte for byte, and no other', () => {
    const text = reportPage(page(), assets);
    expect(text).toContain('<script>let a = "<b>";</script>');
    expect(text).toContain('script-src &#39;sha256-abc=&#39;"');
    expect(reportPage(page(), {style: '', scripts: []})).toContain('script-src &#39;none&#39;"');
  });

  it('lets no name of a file, class or option become markup', () => {
    const text = reportPage(
      page({
        preset: HOSTILE,
        classes: [HOSTILE, 'dog'],
        facts: [[HOSTILE, HOSTILE]],
        skipped: [{file: HOSTILE, reason: HOSTILE}],
        options: [[HOSTILE, HOSTILE]],
        directory: HOSTILE,
        mistakes: [{file: HOSTILE, dataUrl: 'data:,', label: HOSTILE, top: [{label: HOSTILE, score: 1}]}],
      }),
      assets,
    );
    expect(text.match(/<script/g)?.length).toBe(2);
    expect(text).not.toContain('alert(1)</script>');
  });

  it('leaves out the parts that have no content', () => {
    const text = reportPage(page({confusion: undefined, best: undefined}), assets);
    for (const part of [
      'Confusion',
      'First filters',
      'Skipped files',
      'Options of this run',
      'Most confident',
    ]) {
      expect(text).not.toContain(part);
    }
    expect(text).toContain('There was no evaluation on a validation set.');
  });

  it('stays small, however many evaluations a run had, and shows the best and the last of them', () => {
    const rows = Array.from({length: 100_000}, (_, i) => ({
      step: i + 1,
      epoch: 0,
      learningRate: 0.01,
      loss: 0.7,
      accuracy: 0.5,
      validationLoss: 0.6,
      validationAccuracy: i === 43_210 ? 0.987 : 0.5,
    }));
    const text = reportPage(page({rows}), assets);
    expect(text.length).toBeLessThan(1e6);
    expect(text).toContain('of 100000 evaluations');
    expect([text.includes('98.7'), text.includes('>100000<')]).toEqual([true, true]);
  });

  it('shows the line that resumes the run', () => {
    expect(reportPage(page(), assets)).toContain('npx alexnet train --data photos --out runs/first --resume');
  });

  it('asks for nothing outside the page', () => {
    expect(reportPage(page(), assets)).not.toMatch(/(src|href)="(?!data:)/);
  });
});
