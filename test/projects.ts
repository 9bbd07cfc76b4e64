/** The projects of vitest (`types` aside): which files they have, and how these run. */

/** A folder whose files share processes. */
export interface TestFolder {
  folder: string;
  /** A folder in it that is a project of its own. */
  without?: string;
}

/**
 * Files of these share their processes: to load TensorFlow.js again for each would take longer than its tests. One with the
 * word `@isolated` in it, and the reason, has a process of its own.
 */
export const SHARED: Readonly<Record<string, TestFolder>> = {
  unit: {folder: 'test/unit', without: 'test/unit/kernels'},
  // Values and gradients of each kernel on each backend that is there: a quarter of the time of all unit tests.
  kernels: {folder: 'test/unit/kernels'},
  golden: {folder: 'test/golden'},
};

/** Name of the project with the marked files of another. */
export const isolatedPart = (name: string): string => `${name}-isolated`;

/** Folders of test/ with projects of their name. Each file has a process, because it measures, breaks or replaces things. */
export const ISOLATED = ['repo', 'property', 'conformance', 'docs', 'package', 'browser', 'e2e'];

/** These test the source. For the others the package is built first. */
export const FROM_SOURCE = [...Object.keys(SHARED), 'types', 'repo', 'property', 'conformance'];
