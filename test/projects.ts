/** The projects of vitest, a folder of test/ each (`types` aside), and how their files run. */

/** Files of these share their processes: to load TensorFlow.js again for each would take longer than its tests. */
export const SHARED = ['unit', 'golden'];

/** Each file of these has a process of its own: it measures, breaks or replaces what a process has only once. */
export const ISOLATED = ['repo', 'property', 'conformance', 'docs', 'package', 'browser', 'e2e'];

/** These test the source. For the others the package is built first. */
export const FROM_SOURCE = [...SHARED, 'types', 'repo', 'property', 'conformance'];
