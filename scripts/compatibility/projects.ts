/** The projects of the table, in its order. */
import {CREATED_PROJECTS} from './create-projects';
import type {Project} from './project';
import {BROWSERS} from './projects/browsers';
import {BUNDLERS} from './projects/bundlers';
import {FRAMEWORKS} from './projects/frameworks';
import {PACKAGE_MANAGERS} from './projects/package-managers';
import {RUNTIMES} from './projects/runtimes';
import {STOCK_BACKENDS} from './projects/stock-backends';
import {TEST_RUNNERS} from './projects/test-runners';
import {WORKERS} from './projects/workers';

export const PROJECTS: readonly Project[] = [
  ...PACKAGE_MANAGERS,
  ...RUNTIMES,
  ...TEST_RUNNERS,
  ...BUNDLERS,
  ...FRAMEWORKS,
  ...WORKERS,
  ...BROWSERS,
  ...STOCK_BACKENDS,
  ...CREATED_PROJECTS,
];
