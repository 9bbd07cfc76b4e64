import {checksFor} from './check';
import {requireArgs} from './structured-argument';

/** Every option of `T`, once: the compiler refuses a list that lacks one or names another. */
export type KnownOptions<T> = Readonly<Record<keyof T, true>>;

/** Fixes for single unknown options, by the name that was given. */
export type OptionHints = Readonly<Record<string, string>>;

/** TensorFlow.js adds this to the configuration of each layer and initializer of a model that it loads. */
const ADDED_BY_TFJS = 'customObjects';

/**
 * Checks that arguments are an object and that each of its keys is a known option; returns them. An unknown option is
 * an error that names the nearest known one; terms of Keras, PyTorch and Caffe are translated.
 *
 * @param known all options: `const OPTIONS: KnownOptions<ExampleArgs> = {size: true, …}`.
 * @param example arguments that work: `{size: 5}`.
 * @param hints what to do instead, where no other option would help.
 */
export function checkOptions<T extends object>(
  where: string,
  args: T,
  known: Readonly<Record<string, true>>,
  example: string,
  hints: OptionHints = {},
): T {
  requireArgs(where, args, example);
  const {[ADDED_BY_TFJS]: _added, ...given} = args as T & Record<typeof ADDED_BY_TFJS, unknown>;
  checksFor(where).knownKeys('option', given, Object.keys(known), hints);
  return args;
}
