import {describe, expect, it} from 'vitest';
import {baseName, photoGallery} from '../../../src/visualize/report-photos';

describe('photoGallery', () => {
  it('says what each photo is and what it was taken for, and escapes names', () => {
    const {text} = photoGallery([
      {file: 'a/cat.1.jpg', dataUrl: 'data:x', label: 'cat', top: [{label: 'cat', score: 0.9}]},
      {
        file: 'a/"><script>alert(1)</script>.jpg',
        dataUrl: 'data:y',
        label: 'cat',
        top: [{label: "<i>'dog'", score: 0.75}],
      },
    ]);
    expect(text).toContain('✓ cat');
    expect(text).toContain('✗ true: cat, predicted: &lt;i&gt;&#39;dog&#39;');
    expect(text).toContain('75.0 %');
    expect(text).toContain('title="a/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;.jpg"');
    expect(text).not.toContain('<script');
  });
});

describe('baseName', () => {
  it('returns the last segment of a path, with either separator', () => {
    expect(['a/b.jpg', 'C:\\x\\b.jpg', 'b.jpg'].map(baseName)).toEqual(['b.jpg', 'b.jpg', 'b.jpg']);
  });
});
