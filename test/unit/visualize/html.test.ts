import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {SafeHtml, escapeHtml, html, scriptJson} from '../../../src/visualize/html';

const SEED = 7;

describe('html', () => {
  it('escapes whatever is interpolated', () => {
    expect(html`<p title="${'" onclick="x'}">${'<script>alert(1)</script>'} ${3}</p>`.text).toBe(
      '<p title="&quot; onclick=&quot;x">&lt;script&gt;alert(1)&lt;/script&gt; 3</p>',
    );
  });

  it('leaves markup and lists of markup as they are', () => {
    const items = ['a', '&'].map(item => html`<li>${item}</li>`);
    expect(html`<i>${items}</i>`.text).toBe('<i><li>a</li><li>&amp;</li></i>');
    expect(html`${new SafeHtml('<b>')}`.toString()).toBe('<b>');
  });

  it('leaves nothing for undefined, and a zero as a zero', () => {
    expect(html`a${undefined}b${0}`.text).toBe('ab0');
  });

  it(`never lets a text open a tag or end an attribute (fast-check seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), text => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'\u202e]/);
      }),
      {seed: SEED, numRuns: 300},
    );
  });

  it('shows control characters and reversed reading direction as the replacement character', () => {
    expect(escapeHtml('cat\u202egpj.exe\u0000')).toBe('cat\ufffdgpj.exe\ufffd');
  });
});

describe('scriptJson', () => {
  it(`returns JSON that reads back the same and cannot end a script element (fast-check seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const {text} = scriptJson(value);
        expect(text).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      {seed: SEED, numRuns: 200},
    );
    expect(scriptJson('</script><!--').text).toBe('"\\u003c/script\\u003e\\u003c!--"');
  });
});
