/**
 * Makes a project for each package manager, runtime, test runner, bundler, framework and browser from the packed package,
 * trains in it, and writes what works to docs/compatibility.md.
 *
 *     npm run compatibility                      all projects, about half an hour
 *     npm run compatibility -- vite webpack      those whose name begins so
 *     npm run compatibility -- --list            their names
 *     npm run compatibility -- --packed FILE     with a package that is packed already, instead of this checkout
 */
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import type {Row} from './compatibility/project';
import {PROJECTS} from './compatibility/projects';
import {runProject} from './compatibility/run-project';
import {findTrained, terminalProgram, trainingModule, type Trained} from './compatibility/training';
import {compatibilityPage, PAGE, RESULTS} from './compatibility/write-page';
import {ensureBuilt, ROOT} from './project';

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    folder: {type: 'string'},
    packed: {type: 'string'},
    list: {type: 'boolean', default: false},
  },
});

if (values.list) {
  for (const {id, title} of PROJECTS) {
    console.log(`${id.padEnd(22)}${title}`);
  }
} else {
  await main();
}

async function main(): Promise<void> {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'tfjs-alexnet-compatibility-'));
  mkdirSync(folder, {recursive: true});
  const tarball = values.packed === undefined ? pack(folder) : resolve(values.packed);
  const {drawCatsAndDogs} = await import('tfjs-alexnet/node');
  const photos = join(folder, 'photos');
  rmSync(photos, {recursive: true, force: true});
  await drawCatsAndDogs(photos, {count: 16, seed: 1});
  const reference = trainHere();
  const commit = values.packed === undefined ? head() : undefined;
  const rows = new Map(readRows().map(row => [row.id, row]));
  // In the order in which they are named.
  const named = positionals.flatMap(name =>
    PROJECTS.filter(({id}) => id === name || id.startsWith(`${name}-`)),
  );
  const asked = positionals.length === 0 ? PROJECTS : [...new Set(named)];
  for (const project of asked) {
    console.log(`${project.id}: ${project.title}`);
    const row = await runProject(project, {
      ...{folder, tarball, photos, reference},
      log: line => {
        console.log(line);
      },
    });
    console.log(
      row.works
        ? `  works${row.bytes === undefined ? '' : `, ${row.bytes} bytes`}`
        : `  DOES NOT WORK: ${row.note ?? ''}`,
    );
    rows.set(row.id, commit === undefined ? row : {...row, commit});
    // After each project, so that an interrupted run loses nothing.
    writeFileSync(
      RESULTS,
      `${JSON.stringify(PROJECTS.flatMap(({id}) => rows.get(id) ?? []).map(short), null, 2)}\n`,
    );
    writeFileSync(PAGE, compatibilityPage(readRows()));
  }
  const failed = asked.filter(({id, cannot}) => cannot === undefined && rows.get(id)?.works !== true);
  console.log(failed.length === 0 ? '\nAll work.' : `\nDo not work: ${failed.map(({id}) => id).join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** Builds and packs this checkout. */
function pack(folder: string): string {
  ensureBuilt();
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    ...{cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']},
  });
  const [{filename = ''} = {}] = JSON.parse(said) as {filename?: string}[];
  return join(folder, filename);
}

/** The commit of this checkout. */
function head(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {cwd: ROOT, encoding: 'utf8'}).trim();
}

/** A row as it is kept: the first line of its note, without the folder of this checkout. */
function short({note, ...row}: Row): Row {
  return note === undefined
    ? row
    : {...row, note: (note.split('\n')[0] ?? '').replaceAll(`${ROOT}/`, '').slice(0, 200)};
}

function readRows(): Row[] {
  try {
    return JSON.parse(readFileSync(RESULTS, 'utf8')) as Row[];
  } catch {
    return [];
  }
}

/** What this checkout finds in this Node. */
function trainHere(): Trained {
  const program = `${trainingModule()}\n${terminalProgram().replace(/^import.*\n/, '')}`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const trained = findTrained(said);
  if (trained === undefined) {
    throw new Error(`no result in Node: ${said}`);
  }
  return trained;
}
