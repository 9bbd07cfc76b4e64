// @ts-check

/** Package managers whose commands are known. npm is meant where none of them is. */
const KNOWN = ['npm', 'pnpm', 'yarn', 'bun'];

/**
 * The package manager that runs this program, by what it sets in `npm_config_user_agent`: `pnpm/10.2.0 npm/? node/v20.20.2`.
 *
 * @param {string | undefined} userAgent
 * @returns {string}
 */
export function packageManager(userAgent) {
  const name = /^(\w+)\//.exec(userAgent ?? '')?.[1] ?? '';
  return KNOWN.includes(name) ? name : 'npm';
}

/**
 * The lines to type after the project is made.
 *
 * @param {string} manager
 * @param {string} folder As it was given.
 * @param {string} script
 * @returns {string[]}
 */
export function nextLines(manager, folder, script) {
  const enter = folder === '.' ? [] : [`cd ${quoted(folder)}`];
  // `start` alone is a command of npm and pnpm, and with `run` it works in all of them.
  const run = script === 'start' && manager !== 'bun' ? 'start' : `run ${script}`;
  return [...enter, `${manager} install`, `${manager} ${run}`];
}

/**
 * The line that creates a project. npm takes options after `--` only; the others pass them on.
 *
 * @param {string} manager
 * @param {string} folder
 * @param {string} [options]
 * @returns {string}
 */
export function createLine(manager, folder, options) {
  const line = `${manager} create tfjs-alexnet ${quoted(folder)}`;
  return options === undefined ? line : `${line} ${manager === 'npm' ? '-- ' : ''}${options}`;
}

/** @param {string} folder */
function quoted(folder) {
  return /^[\w./@-]+$/.test(folder) ? folder : JSON.stringify(folder);
}
