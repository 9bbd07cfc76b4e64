/**
 * `npm test`: builds, runs every test and names at the end what was skipped. Arguments go to vitest:
 *
 *     npm test -- test/unit/layers
 *     npm test -- --project unit --project repo
 */
import {readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ensureBuilt, runNode, VITEST} from './project';

/** Projects that need no built package: with these alone nothing is built. */
const FROM_SOURCE = ['unit', 'types', 'repo', 'property', 'golden', 'conformance'];

/** The part of vitest's JSON report that is read. */
interface Report {
  testResults: {assertionResults: {status: string; ancestorTitles: string[]; title: string}[]}[];
}

const args = process.argv.slice(2);
const projects = args.flatMap((word, i) =>
  word === '--project' ? [args[i + 1] ?? ''] : word.startsWith('--project=') ? [word.slice(10)] : [],
);
if (projects.length === 0 || !projects.every(name => FROM_SOURCE.includes(name))) {
  ensureBuilt();
}

const report = join(tmpdir(), `tfjs-alexnet-test-${process.pid}.json`);
const exitCode = await runNode([
  ...[VITEST, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ...args,
]);

const skipped = skippedTests(report);
rmSync(report, {force: true});
if (skipped.length > 0) {
  console.log(`\nSkipped, because what they need is not here (${skipped.length}):`);
  for (const name of skipped) {
    console.log(`  - ${name}`);
  }
} else if (exitCode === 0) {
  console.log('\nNothing was skipped.');
}
process.exitCode = exitCode;

/** Full names of the skipped tests; of a group that is skipped as a whole, the group's name once. */
function skippedTests(path: string): string[] {
  let results: Report['testResults'];
  try {
    results = (JSON.parse(readFileSync(path, 'utf8')) as Report).testResults;
  } catch {
    return []; // vitest ended before it could write: its own message says why.
  }
  const names = new Set<string>();
  for (const {assertionResults} of results) {
    for (const {status, ancestorTitles, title} of assertionResults) {
      if (status === 'skipped' || status === 'pending' || status === 'todo') {
        const titles = ancestorTitles.filter(text => text !== '');
        const group = titles.findIndex(text => /skip/i.test(text));
        names.add((group >= 0 ? titles.slice(0, group + 1) : [...titles, title]).join(' › '));
      }
    }
  }
  return [...names].sort();
}
