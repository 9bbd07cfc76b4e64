import {createContext, runInContext, Script} from 'node:vm';
import {describe, expect, it} from 'vitest';
import {REPORT_SCRIPT} from '../../../src/visualize/report-script';

describe('REPORT_SCRIPT', () => {
  it('is JavaScript that can stand inside a script element', () => {
    expect(new Script(REPORT_SCRIPT)).toBeInstanceOf(Script);
    expect(REPORT_SCRIPT).not.toMatch(/<\/script|<!--/i);
  });

  it('asks for ticks at 1, 2 and 5 times powers of ten: whole steps, whole percents', () => {
    const made: {axes: [{incrs: number[]}, {incrs: number[]}]}[] = [];
    const uPlot = Object.assign(
      function (options: (typeof made)[number]) {
        made.push(options);
      },
      {sync: () => ({key: 'steps'})},
    );
    const curves = [true, false].map(isShare => ({
      id: 'c',
      x: [1, 2],
      lines: [{kind: 'raw', y: [0, 1]}],
      isShare,
    }));
    const host = {textContent: JSON.stringify(curves), replaceChildren: () => undefined, clientWidth: 400};
    const page = {
      uPlot,
      document: {getElementById: () => host, documentElement: {}},
      matchMedia: () => ({addEventListener: () => undefined}),
      getComputedStyle: () => ({getPropertyValue: () => ' #000'}),
      addEventListener: () => undefined,
      innerWidth: 400,
    };
    runInContext(REPORT_SCRIPT, createContext(page));
    const [share, loss] = made.map(({axes}) => axes.map(({incrs}) => incrs.slice(0, 7)));
    const whole = [1, 2, 5, 10, 20, 50, 100];
    expect(share).toEqual([whole, [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]]);
    expect(loss).toEqual([whole, [1e-12, 2e-12, 5e-12, 1e-11, 2e-11, 5e-11, 1e-10]]);
  });

  it('asks for nothing outside the page', () => {
    expect(REPORT_SCRIPT).not.toMatch(/fetch|XMLHttpRequest|import|https?:/);
  });
});
