import {describe, expect, it} from 'vitest';
import {predictorPage, scriptText} from '../../examples/browser/src/export/predictor-page';

const page = async (classes: string[], weights = new Uint8Array(0)): Promise<string> =>
  (await predictorPage({files: {'weights.bin': weights}, classes, code: 'run();', style: 'b {}'})).text();

describe('predictorPage', () => {
  it('names the classes, whatever characters they have', async () => {
    expect(await page(['cat', 'dog'])).toContain('<h1>Predict cat or dog</h1>');
    const hostile = await page([
      '</title><script>alert(1)</script>',
      `"><img src=x onerror='alert(2)'>&amp;`,
    ]);
    expect(hostile).not.toMatch(/alert\(1\)<|<img src=x|<script>alert/);
    expect(hostile).toContain('&#60;/title&#62;&#60;script&#62;alert(1)');
    expect(await page(Array.from({length: 9}, (_, at) => `c${at}`))).toContain('c0, c1, c2, or 6 more');
  });

  it('carries each byte of the files, in parts that can be decoded one by one', async () => {
    const weights = Uint8Array.from({length: (3 << 20) + 5}, (_, at) => (at * 7) % 251);
    const parts = [...(await page(['a', 'b'], weights)).matchAll(/data-file="weights.bin">([^<]*)</g)];
    expect(parts.length).toBe(2);
    expect(Buffer.concat(parts.map(([, text]) => Buffer.from(text!, 'base64'))).equals(weights)).toBe(true);
  });

  it('loads nothing: the policy allows only what is in the page', async () => {
    const text = await page(['a', 'b']);
    expect(text).toContain(`default-src 'none'`);
    expect(text).not.toMatch(/\bsrc=|https?:/);
    expect(text.match(/href="[^"]*"/g)).toEqual(['href="data:,"']);
  });
});

describe('scriptText', () => {
  it('keeps code from ending its element, and its meaning', () => {
    const code = `[\`</script>\`, '<!--<script>', /<\\/SCRIPT|<!--/i.test('x</script'), 1 < 2]`;
    const text = scriptText(code);
    expect(text).not.toMatch(/<\/script|<!--/i);
    expect(eval(text)).toEqual(eval(code));
  });
});
