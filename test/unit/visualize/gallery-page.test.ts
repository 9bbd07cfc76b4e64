import {describe, expect, it} from 'vitest';
import {
  filesOfGallery,
  galleryPage,
  isGalleryFile,
  type GalleryPage,
} from '../../../src/visualize/gallery-page';

const HOSTILE = '"><script>alert(1)</script>';
const photo = (label: string, answer = label) => ({
  file: `${HOSTILE}.jpg`,
  dataUrl: 'data:,',
  label,
  top: [{label: answer, score: 0.9}],
});
const page: GalleryPage = {
  title: HOSTILE,
  classes: ['cat', HOSTILE],
  count: 3,
  accuracy: {
    count: 3,
    top1: 2 / 3,
    top5: 1,
    confusion: [
      [1, 1],
      [0, 1],
    ],
  },
  filters: undefined,
  predictions: [photo('cat'), photo('cat', HOSTILE)],
  nearest: {
    layer: 'fc7',
    agreement: 0.75,
    rows: [{query: photo('cat'), neighbors: [{...photo(HOSTILE), distance: 1}]}],
  },
  activations: undefined,
  occlusions: [{photo: photo('cat'), overlayUrl: 'data:,', label: HOSTILE, probability: 0.9, lowest: 0.1}],
  files: ['filters.png', 'activations-conv1.png'],
  history: [],
};

describe('galleryPage', () => {
  it('lets no name become markup', () => {
    const text = galleryPage(page);
    expect(text).not.toContain('<script');
    expect(text.split('&lt;script&gt;').length).toBeGreaterThan(8);
  });

  it('shows how many are correct, and how many neighbors have the same class', () => {
    const text = galleryPage(page);
    expect(text).toContain('66.7<small>%</small>');
    expect(text).toContain('75.0 % of all neighbors');
    expect(text).toMatch(/figcaption class="wrong"/);
  });

  it('leaves out what is not there', () => {
    const text = galleryPage(page);
    expect(text).not.toContain('First filters');
    expect(text).not.toContain('Curves of the training');
    expect(galleryPage({...page, nearest: {...page.nearest, rows: []}})).not.toContain('Nearest photos');
  });

  it('lists the files that are written with it at its start, and knows their names', () => {
    const files = filesOfGallery(galleryPage(page).slice(0, 4096));
    expect(files).toEqual(page.files);
    expect(files?.every(isGalleryFile)).toBe(true);
    expect(['photo.png', 'index.html'].some(isGalleryFile)).toBe(false);
    expect(filesOfGallery('<html></html>')).toBeUndefined();
  });
});
