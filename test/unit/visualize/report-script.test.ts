import {Script} from 'node:vm';
import {describe, expect, it} from 'vitest';
import {REPORT_SCRIPT} from '../../../src/visualize/report-script';

describe('REPORT_SCRIPT', () => {
  it('is JavaScript that can stand inside a script element', () => {
    expect(new Script(REPORT_SCRIPT)).toBeInstanceOf(Script);
    expect(REPORT_SCRIPT).not.toMatch(/<\/script|<!--/i);
  });

  it('asks for nothing outside the page', () => {
    expect(REPORT_SCRIPT).not.toMatch(/fetch|XMLHttpRequest|import|https?:/);
  });
});
