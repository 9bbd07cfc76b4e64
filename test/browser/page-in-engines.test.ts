/** The page of examples/browser in Firefox and WebKitGTK: photos in, train, predict. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {buildPage} from '../support/built-page';
import {ENGINE_NAMES, missingEngine} from '../support/engine';
import {openInEngine} from '../support/in-engine';
import {bundleForPage} from '../support/in-page';
import {writeColorPhotos} from '../support/photo-files';
import {temporaryDirectory} from '../support/temporary-directory';
import type {PageInput, PageOutcome} from './page-in-engines.page';

const VISITOR = join(import.meta.dirname, 'page-in-engines.page.ts');
const TIMEOUT_MS = 300_000;
/** An isolated page of Firefox has two threads; as installed, WebKitGTK has no shared memory. */
const BACKENDS = {firefox: 'WebAssembly on 2 threads', webkit: 'WebAssembly on one thread'};

for (const engine of ['firefox', 'webkit'] as const) {
  const missing = missingEngine(engine);
  const reason = missing === undefined ? '' : ` [skipped: ${missing}]`;
  describe.skipIf(missing !== undefined)(`the page in ${ENGINE_NAMES[engine]}${reason}`, () => {
    const root = temporaryDirectory();
    let folder = '';
    let names: string[] = [];
    beforeAll(async () => {
      ({folder} = await buildPage());
      names = await writeColorPhotos(root, {perClass: 12, side: 80});
    }, 180_000);

    it.each([[true], [false]])(
      'trains from scratch on photos and predicts the class of one (host sends the headers: %s)',
      async isolated => {
        const of = (name: string): string[] =>
          names.filter(file => file.startsWith(name)).map(file => `/photos/${file}`);
        const input: PageInput = {
          photos: {cat: of('cat'), dog: of('dog')},
          predict: of('dog')[0] ?? '',
          expected: 'dog',
        };
        const files = {
          ...(await bundleForPage(VISITOR)),
          '/index.html': readFileSync(join(folder, 'index.html'), 'utf8'),
        };
        const site = {
          files,
          folders: {'/photos/': `${root}/`, '/': `${folder}/`},
          run: `(await import('/page.js')).default(${JSON.stringify(input)})`,
        };
        const shown = await openInEngine<PageOutcome>(engine, site, {isolated, timeoutMs: TIMEOUT_MS});
        // Where the host sends no headers, the page's service worker adds them.
        expect(shown.isolated).toBe(true);
        expect(shown.backend).toContain(BACKENDS[engine]);
        expect(shown.status).toMatch(/^Done after .* Validation accuracy: 100\.0 % \(4 photos\)\.$/s);
        expect(shown.scores).toMatch(/dog[\s\S]*%/);
      },
      TIMEOUT_MS,
    );
  });
}
