/**
 * `npm test`: builds, runs every test and names at the end what was skipped. Arguments go to vitest:
 *
 *     npm test -- test/unit/layers
 *     npm test -- --project unit --project repo
 */
import {readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {FROM_SOURCE, isolatedPart, ISOLATED, SHARED} from '../test/projects';
import {ensureBuilt, ensureNativeBuilt, runNode, VITEST} from './project';

/** The fields of vitest's JSON report that are read. */
interface Report {
  testResults: {assertionResults: {status: string; ancestorTitles: string[]; title: string}[]}[];
}

const {projects, rest} = splitArguments(process.argv.slice(2));
if (projects.length === 0 || !projects.every(name => FROM_SOURCE.includes(name))) {
  ensureBuilt();
}

await ensureNativeBuilt();

// Another run of the compiler is left out where one has checked the types already.
const types = process.env.ALEXNET_TYPES_CHECKED === undefined ? ['types'] : [];
const asked = projects.length === 0 ? [...Object.keys(SHARED), ...ISOLATED, ...types] : projects;
const sharing = asked.filter(name => name in SHARED);
// Vitest isolates the files of all projects, or of none: hence two runs.
const runs = [
  {words: ['--no-isolate'], names: sharing},
  {words: [], names: [...asked.filter(name => !(name in SHARED)), ...sharing.map(isolatedPart)]},
].filter(({names}) => names.length > 0);
const isFiltered = rest.some(word => !word.startsWith('-'));
const skipped = new Set<string>();
let exitCode = 0;
let count = 0;
for (const [i, {words, names}] of runs.entries()) {
  const report = join(tmpdir(), `tfjs-alexnet-test-${process.pid}-${i}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // What the words look for may be in one of the runs only.
  const maybeNone = isFiltered ? ['--passWithNoTests'] : [];
  exitCode = Math.max(
    exitCode,
    await runNode([
      VITEST,
      'run',
      ...reporters,
      ...maybeNone,
      ...words,
      ...names.flatMap(name => ['--project', name]),
      ...rest,
    ]),
  );
  const results = readResults(report);
  rmSync(report, {force: true});
  count += results.length;
  skippedTests(results).forEach(name => skipped.add(name));
}

if (count === 0) {
  console.error(`\nNo tests found for ${rest.join(' ')}.`);
  exitCode = Math.max(exitCode, 1);
} else if (skipped.size > 0) {
  console.log(`\nSkipped, because something they need is missing (${skipped.size}):`);
  for (const name of [...skipped].sort()) {
    console.log(`  - ${name}`);
  }
} else if (exitCode === 0) {
  console.log('\nNothing was skipped.');
}
process.exitCode = exitCode;

/** The names after `--project`, and all other words. */
function splitArguments(words: readonly string[]): {projects: string[]; rest: string[]} {
  const found = {projects: [] as string[], rest: [] as string[]};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--project') {
      found.projects.push(words[++i] ?? '');
    } else if (word.startsWith('--project=')) {
      found.projects.push(word.slice('--project='.length));
    } else {
      found.rest.push(word);
    }
  }
  return found;
}

function readResults(path: string): Report['testResults'] {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as Report).testResults;
  } catch {
    return []; // vitest ended before it could write: its own message says why.
  }
}

/** Full names of the skipped tests; of a group that is skipped as a whole, the group's name once. */
function skippedTests(results: Report['testResults']): string[] {
  return results.flatMap(({assertionResults}) =>
    assertionResults
      .filter(({status}) => ['skipped', 'pending', 'todo'].includes(status))
      .map(({ancestorTitles, title}) => {
        const titles = ancestorTitles.filter(text => text !== '');
        const group = titles.findIndex(text => /skip/i.test(text));
        return (group >= 0 ? titles.slice(0, group + 1) : [...titles, title]).join(' › ');
      }),
  );
}
