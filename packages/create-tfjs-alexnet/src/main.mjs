// @ts-check
import {createInterface} from 'node:readline/promises';
import {parseArgs} from 'node:util';
import {createLine, nextLines, packageManager} from './package-manager.mjs';
import {TEMPLATES} from './templates.mjs';
import {CannotCreate, refuseTaken, writeProject} from './write-project.mjs';

/**
 * @typedef {object} Surroundings
 * @property {NodeJS.ReadableStream & {isTTY?: boolean}} input
 * @property {NodeJS.WritableStream} output
 * @property {NodeJS.WritableStream} errors
 * @property {string | undefined} userAgent
 */

/** @typedef {import('./templates.mjs').Template} Template */

const NAMES = TEMPLATES.map(({name}) => name);
/** @param {string} manager */
const lineOf = manager => createLine(manager, 'my-app', `--template ${NAMES.join('|')}`);

/** @param {string} manager */
const help = manager => `Creates a project that trains AlexNet on photos.

  ${lineOf(manager)}

  FOLDER              where to create it: new or empty; . for this folder
  -t, --template NAME ${NAMES.join(', ')}
  -h, --help          shows this text

Without a folder or a template it asks, where there is a terminal.

${TEMPLATES.map(({title}) => `  ${title}`).join('\n')}
`;

/**
 * Runs the program and returns its exit code: 0 done, 1 failed, 2 wrong usage.
 *
 * @param {string[]} args
 * @param {Partial<Surroundings>} [surroundings]
 * @returns {Promise<number>}
 */
export async function main(args, surroundings = {}) {
  const {
    input = process.stdin,
    output = process.stdout,
    errors = process.stderr,
    userAgent = process.env.npm_config_user_agent,
  } = surroundings;
  const manager = packageManager(userAgent);
  const wrong = (/** @type {string} */ problem) => {
    errors.write(`${problem}\n\n  ${lineOf(manager)}\n`);
    return 2;
  };
  let given;
  try {
    given = parseArgs({
      args,
      allowPositionals: true,
      options: {template: {type: 'string', short: 't'}, help: {type: 'boolean', short: 'h'}},
    });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const {values, positionals} = given;
  if (values.help === true) {
    output.write(help(manager));
    return 0;
  }
  if (positionals.length > 1) {
    return wrong(`One folder is expected, and ${positionals.length} were given: ${positionals.join(', ')}.`);
  }
  const template = TEMPLATES.find(({name}) => name === values.template);
  if (values.template !== undefined && template === undefined) {
    return wrong(`There is no template "${values.template}", only ${NAMES.join(', ')}.`);
  }
  try {
    const asked = await ask({folder: positionals[0], template}, input, output);
    if (asked === undefined) {
      return wrong('A folder and a template are needed; without a terminal nothing can be asked.');
    }
    const {folder} = asked;
    await writeProject(asked.template, folder);
    const lines = nextLines(manager, folder, asked.template.script);
    output.write(
      `\nCreated ${folder === '.' ? 'the project' : folder}. Next:\n\n${lines.map(line => `  ${line}\n`).join('')}\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof CannotCreate) {
      errors.write(`${error.message} ${createLine(manager, error.folder)}\n`);
      return 1;
    }
    if (error instanceof Error && error.name === 'AbortError') {
      errors.write('\nStopped; nothing was written.\n');
      return 130;
    }
    throw error;
  }
}

/**
 * Asks for what was not given; undefined where there is no terminal.
 *
 * @param {{folder?: string, template?: Template}} given
 * @param {Surroundings['input']} input
 * @param {Surroundings['output']} output
 * @returns {Promise<{folder: string, template: Template} | undefined>}
 */
async function ask({folder, template}, input, output) {
  if (folder !== undefined && template !== undefined) {
    return {folder, template};
  }
  if (input.isTTY !== true) {
    return undefined;
  }
  const terminal = createInterface({input, output});
  const ended = new AbortController();
  terminal.on('close', () => {
    ended.abort();
  });
  const question = async (/** @type {string} */ text) =>
    (await terminal.question(text, {signal: ended.signal})).trim();
  try {
    const chosen = folder ?? ((await question('Folder (my-app): ')) || 'my-app');
    // Before the next question: the reason to choose another folder should come at once.
    await refuseTaken(chosen);
    if (template !== undefined) {
      return {folder: chosen, template};
    }
    output.write(TEMPLATES.map(({title}, i) => `  ${i + 1}  ${title}\n`).join(''));
    for (;;) {
      const said = (await question('Template (1): ')) || '1';
      const found = TEMPLATES[Number(said) - 1] ?? TEMPLATES.find(({name}) => name === said.toLowerCase());
      if (found !== undefined) {
        return {folder: chosen, template: found};
      }
      output.write(`Type a number from 1 to ${TEMPLATES.length}.\n`);
    }
  } finally {
    terminal.close();
  }
}
