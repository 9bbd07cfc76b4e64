/**
 * `npm test` under other versions of Node: `npm run test-on-node -- 22 24`.
 *
 * The npm package `node` brings their binaries. For each version the last commit is cloned, and everything is installed,
 * built and set up under it (native TensorFlow too), so that nothing built with another Node is used.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {ROOT} from './project';

const versions = process.argv.slice(2);
if (versions.length === 0) {
  console.error('usage: npm run test-on-node -- VERSION…   such as 22 24');
  process.exit(2);
}
const failed = versions.filter(version => !testOn(version));
console.log(
  failed.length === 0 ? `\nPassed on Node ${versions.join(', ')}.` : `\nFailed on ${failed.join(', ')}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function testOn(version: string): boolean {
  // Asked for its place and put first in the path: npx itself would hand its settings down to every npx of the tests.
  const question = ['--yes', '--package', `node@${version}`, '--call', 'node -p process.execPath'];
  const node = execFileSync('npx', question, {cwd: tmpdir(), encoding: 'utf8'}).trim();
  const env = {...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`};
  const clone = mkdtempSync(join(tmpdir(), `tfjs-alexnet-node-${version}-`));
  console.log(`\nNode ${execFileSync(node, ['--version'], {encoding: 'utf8'}).trim()}, in ${clone}`);
  const steps = [
    ['git', 'clone', '--quiet', ROOT, '.'],
    ['npm', 'ci', '--no-audit', '--no-fund'],
    ['npm', 'run', '--silent', 'build'],
    ['node', 'dist/cli.js', 'setup', 'tfjs-node', '--no-save'],
    ['npm', 'test'],
  ];
  for (const [program = '', ...args] of steps) {
    if (spawnSync(program, args, {cwd: clone, env, stdio: 'inherit'}).status !== 0) {
      console.error(`\n${[program, ...args].join(' ')} failed; left for you to look at: ${clone}`);
      return false;
    }
  }
  rmSync(clone, {recursive: true, force: true});
  return true;
}
