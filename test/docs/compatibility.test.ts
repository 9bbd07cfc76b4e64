/** The pages on compatibility are what their scripts write, and the guide for pages shows code that the script runs. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import type {Row} from '../../scripts/compatibility/project';
import {PROJECTS} from '../../scripts/compatibility/projects';
import {compatibilityPage, PAGE, RESULTS} from '../../scripts/compatibility/write-page';
import {engineTable, readEngineRows} from '../conformance/engine-rows';
import {guideBlocks, isRunnable} from '../support/guides';

const GUIDE = 'docs/in-the-browser.md';

describe('docs/compatibility.md', () => {
  const rows = JSON.parse(readFileSync(RESULTS, 'utf8')) as Row[];

  it('is what `npm run compatibility` writes from the results', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(compatibilityPage(rows));
  });

  it('has a reason for each project that does not work', () => {
    for (const {id, works, note} of rows) {
      const reason = PROJECTS.find(project => project.id === id)?.cannot?.reason ?? note;
      expect([id, works || (reason ?? '') !== '']).toEqual([id, true]);
    }
  });
});

describe('FEATURES.md', () => {
  it('has the results in Firefox and WebKitGTK that `npm run features -- --engines` kept', () => {
    const rows = readEngineRows();
    expect(Object.keys(rows).length).toBeGreaterThan(8);
    expect(unspaced(readFileSync('FEATURES.md', 'utf8'))).toContain(unspaced(engineTable(rows)));
  });
});

describe(GUIDE, () => {
  const texts = PROJECTS.flatMap(({files}) => Object.values(files)).map(unspaced);
  const blocks = guideBlocks(GUIDE).filter(block => !isRunnable(block) && block.language !== 'text');

  it.each(blocks.map(block => [block.line, block.code] as const))(
    'shows code of a project at line %i',
    (_, code) => {
      // A line with … stands for any lines.
      const parts = code.split(/^.*….*$/m).map(unspaced);
      const holds = (text: string): boolean => {
        let at = 0;
        return parts.every(part => {
          const found = text.indexOf(part, at);
          at = found + part.length;
          return found >= 0;
        });
      };
      expect(blocks.length).toBeGreaterThan(6);
      expect(texts.some(holds)).toBe(true);
    },
  );
});

function unspaced(text: string): string {
  return text.replace(/\s+/g, '');
}
