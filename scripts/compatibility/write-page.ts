/** Writes docs/compatibility.md from the results of the projects. */
import {join} from 'node:path';
import {ROOT} from '../project';
import {GROUPS, type Project, type Row} from './project';
import {PROJECTS} from './projects';
import {STEPS} from './training';

/** Results of the last runs. */
export const RESULTS = join(ROOT, 'scripts/compatibility/results.json');
/** The page. */
export const PAGE = join(ROOT, 'docs/compatibility.md');

/** The page as Markdown. */
export function compatibilityPage(rows: readonly Row[]): string {
  const rowOf = new Map(rows.map(row => [row.id, row]));
  const sections = GROUPS.map(group => {
    const lines = PROJECTS.filter(project => project.group === group).map(project =>
      line(project, rowOf.get(project.id)),
    );
    return `## ${group}\n\n| project | version | trains and predicts | threads | fetched before the first step |\n|---|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  return `---
title: Compatibility
---

# Compatibility

Written by \`npm run compatibility\`; do not edit. Each line is a project that the script makes in an empty folder: it installs the
packed package (\`npm pack\`) and the peers \`@tensorflow/tfjs-core\` and \`@tensorflow/tfjs-layers\`, calls \`await useWasm()\`
without options (stock backends: imports the backend and sets it), trains \`alexnet-mini\` for ${STEPS} steps and predicts. The losses and the scores must be those of Node within
1e-5. Package managers and runtimes also run \`alexnet train\` and \`alexnet predict\` on photos. A bundler that warns of a
critical dependency counts as not working.

The last column is what a page fetched before the first step, gzip-compressed: TensorFlow.js, its wasm backend, this
package and both WebAssembly modules.

${commitsOf(rows)}
${sections.join('\n')}`;
}

/** Which commits of the package the rows are of. */
function commitsOf(rows: readonly Row[]): string {
  const ids = PROJECTS.map(({id}) => id);
  const run = rows.filter(({id, commit}) => ids.includes(id) && commit !== undefined);
  const commits = [...new Set(run.map(({commit}) => commit ?? ''))];
  if (commits.length === 0) {
    return '';
  }
  const [most = '', ...others] = commits.sort((a, b) => count(run, b) - count(run, a));
  const rest = others.map(
    commit => `\`${commit}\` (${run.flatMap(row => (row.commit === commit ? [row.id] : [])).join(', ')})`,
  );
  return `The package is that of commit \`${most}\`${rest.length === 0 ? '' : `, for some projects that of ${rest.join(', ')}`}.\n\n`;
}

const count = (rows: readonly Row[], commit: string): number =>
  rows.filter(row => row.commit === commit).length;

function line(project: Project, row: Row | undefined): string {
  const {title, cannot} = project;
  const works =
    row === undefined
      ? 'not run yet'
      : row.works
        ? 'yes'
        : `no: ${cannot === undefined ? (row.note ?? '') : cannot.reason}${cannot?.upstream === undefined ? '' : ` (${cannot.upstream})`}`;
  const bytes = row?.bytes === undefined ? '' : `${Math.round(row.bytes / 1000)} kB`;
  const cells = [title, versionOf(project, row), works.replaceAll('|', '\\|'), row?.threads ?? '', bytes];
  return `| ${cells.join(' | ')} |`;
}

/** The number alone; browsers have a name too. */
function versionOf({group}: Project, row: Row | undefined): string {
  const version = row?.version ?? '';
  return group === 'Browsers' ? version : (/\d+(\.\d+)+/.exec(version)?.[0] ?? '');
}
