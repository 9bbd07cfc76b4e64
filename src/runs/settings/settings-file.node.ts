import {readFile} from 'node:fs/promises';
import {errorCode, ioError} from '../../disk/atomic-file.node.js';
import {AlexNetError} from '../../errors';
import type {Preset} from '../../presets/preset';
import type {Recipe, TrainSettings} from '../../presets/train-settings';
import {RECIPES} from '../../presets/recipes/recipes';
import {checksFor} from '../../core/check';
import {checkPresetTable} from './check-preset-table';
import {checkSettings, SETTING_NAMES} from './check-settings';

/** Fields of a settings file that are no settings: words for the reader, and the facts of a run in `run.json`. */
const NOTES = ['title', 'reasons', 'run', 'sha256'];

/** Longest file that is read: settings take a few kilobytes. */
const MAX_BYTES = 2 ** 24;

/**
 * Reads a settings file: a `run.json`, a recipe, or one written by hand. The settings stand at its top; beside them may
 * stand `title`, `reasons` and `run`.
 */
export async function readSettingsFile(path: string): Promise<TrainSettings> {
  const where = `settings ${path}`;
  return settingsOf(await readJson(path, where), where);
}

/** Returns the settings of a recipe by its name, or of a recipe in a file or object. It names no place of photos or model. */
export async function openRecipe(recipe: string | Recipe): Promise<TrainSettings> {
  if (typeof recipe !== 'string') {
    return withoutPlaces(settingsOf(recipe, 'recipe'), 'recipe');
  }
  const known = Object.hasOwn(RECIPES, recipe) ? RECIPES[recipe] : undefined;
  if (known !== undefined) {
    return settingsOf(known, `recipe "${recipe}"`);
  }
  if (!isPath(recipe)) {
    checksFor('recipe').oneOf('recipe', recipe, Object.keys(RECIPES));
  }
  return withoutPlaces(await readSettingsFile(recipe), `recipe ${recipe}`);
}

/** Returns the table of a network from a JSON file; the name of a preset is returned as it is. */
export async function openPreset(preset: string | Preset): Promise<string | Preset> {
  if (typeof preset !== 'string') {
    return checkPresetTable(preset, 'preset');
  }
  return isPath(preset)
    ? checkPresetTable(await readJson(preset, `preset ${preset}`), `preset ${preset}`)
    : preset;
}

/** Whether a text is a path and not the name of a preset or recipe, none of which has a slash or ends in .json. */
function isPath(text: string): boolean {
  return /[/\\]/.test(text) || text.toLowerCase().endsWith('.json');
}

function settingsOf(content: unknown, where: string): TrainSettings {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return checkSettings(content, where);
  }
  const settings = Object.fromEntries(Object.entries(content).filter(([name]) => !NOTES.includes(name)));
  return checkSettings(settings, where);
}

function withoutPlaces(settings: TrainSettings, where: string): TrainSettings {
  const places = (['data', 'validation', 'out', 'recipe'] as const).filter(
    name => settings[name] !== undefined,
  );
  if (places.length > 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `a recipe has no ${places.join(', ')}.`,
      expected: `of ${SETTING_NAMES.join(', ')} all but data, validation, out, recipe`,
      received: places.map(name => `${name} = ${JSON.stringify(settings[name])}`).join(', '),
      fix: 'use it as settings (--config FILE), or remove these fields',
    });
  }
  return settings;
}

/** Reads a JSON file that a person may have written. */
async function readJson(path: string, where: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') {
      throw new AlexNetError({
        code: 'bad-argument',
        where,
        problem: code === 'EISDIR' ? 'this is a directory.' : 'there is no such file.',
        expected: 'a JSON file',
        received: path,
        fix:
          code === 'EISDIR'
            ? `name the file, such as ${path.replace(/\/*$/, '/run.json')}`
            : 'check the path',
        cause,
      });
    }
    throw ioError(`reading ${path}`, cause);
  });
  try {
    if (text.length > MAX_BYTES) {
      throw new Error(`${text.length} characters`);
    }
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'this is no JSON.',
      expected: 'a JSON object: {"preset": "alexnet-mini", "epochs": 30}',
      received: cause instanceof Error ? cause.message : String(cause),
      fix: 'correct the file; names and texts stand in double quotes, and no comma follows the last field',
      cause,
    });
  }
}
