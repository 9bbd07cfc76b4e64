/**
 * `npm test`: installs what is missing, builds, runs every test and names at the end what was skipped.
 * Further arguments go to vitest: `npm test -- test/unit/layers`.
 */
import {readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ROOT, ensureBuilt, ensureInstalled, runNode} from './prepare.mjs';

ensureInstalled();
ensureBuilt();

const report = join(tmpdir(), `tfjs-alexnet-test-${process.pid}.json`);
const exitCode = await runNode([
  join(ROOT, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
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

/** Full names of the skipped tests; of a wholly skipped group, the group's name once. */
function skippedTests(path) {
  let results;
  try {
    results = JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return []; // vitest ended before it could write: its own message says why.
  }
  const names = new Set();
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
