import {describe, expect, it} from 'vitest';
import {REPORT_STYLE} from '../../../src/visualize/report-style';

/** Relative luminance of #rrggbb (WCAG 2.2, section "relative luminance"). */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe('REPORT_STYLE', () => {
  const palettes = [...REPORT_STYLE.matchAll(/:root \{([^}]*)\}/g)].map(
    ([, body = '']) =>
      new Map([...body.matchAll(/--([\w-]+): (#\w{6})/g)].map(([, name = '', color = '']) => [name, color])),
  );

  it('has a light and a dark palette of the same colors', () => {
    expect(palettes.length).toBe(2);
    expect([...palettes[1]!.keys()]).toEqual([...palettes[0]!.keys()]);
  });

  it('keeps texts readable: 4.5 to 1 on every ground they stand on (WCAG AA)', () => {
    for (const palette of palettes) {
      for (const ground of ['card', 'soft', 'page']) {
        for (const ink of ['text', 'muted', 'good', 'bad', 'train', 'held']) {
          expect(contrast(palette.get(ink)!, palette.get(ground)!), `${ink} on ${ground}`).toBeGreaterThan(
            4.5,
          );
        }
      }
    }
  });

  it('cannot end the style element that it stands in', () => {
    expect(REPORT_STYLE).not.toContain('</');
  });
});
