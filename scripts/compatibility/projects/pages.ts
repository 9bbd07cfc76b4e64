/** Files of projects that run in a page. */
import {INSTALL, type Project} from '../project';
import {LEAVE_RESULT, trainingModule} from '../training';

/** A page with this head and an empty body. */
export const html = (head: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>train</title><link rel="icon" href="data:,">\n${head}\n</head><body></body></html>\n`;
/** The script of a page: trains and leaves the result where the browser is asked for it. */
export const PAGE_MODULE = `import {train} from './train.js';\n${LEAVE_RESULT}`;
export const SOURCES = {'src/train.js': trainingModule(), 'src/main.js': PAGE_MODULE};
export const BUILT_PAGE = html('<script type="module" src="./main.js"></script>');

/** A project of Vite, which builds the page unless a server of its own serves it. */
export const vite = (
  id: string,
  title: string,
  page: Project['page'],
  extra: Partial<Project> = {},
): Project => ({
  id,
  group: 'Bundlers and frameworks',
  title,
  packages: ['vite'],
  files: {...SOURCES, 'index.html': html('<script type="module" src="/src/main.js"></script>')},
  run: [INSTALL, ...(page?.server === undefined ? ['npx vite build'] : [])],
  ...(page === undefined ? {} : {page}),
  ...extra,
});
