import {AlexNetError} from '../errors';
import {show} from './check';

/** Expected form of an argument. It is checked before it is used, since JavaScript may pass anything. */
export interface StructuredArgument {
  /** Expected kind, with its article: `a list of photos`. */
  what: string;
  /** Fields that it has; none of them may be undefined. */
  fields: readonly string[];
  /** The call to type. */
  fix: string;
}

/** Throws `bad-argument` if a value lacks one of the fields, in words and not with a TypeError. */
export function requireFields(
  where: string,
  name: string,
  value: unknown,
  {what, fields, fix}: StructuredArgument,
): void {
  const given: Readonly<Record<string, unknown>> | null | undefined =
    typeof value === 'object' ? (value as Record<string, unknown> | null) : undefined;
  const missing = fields.filter(field => given?.[field] === undefined);
  if (missing.length > 0 || given === undefined || given === null || value instanceof Promise) {
    refuse(where, name, value, {what, fields, fix}, missing);
  }
}

function refuse(
  where: string,
  name: string,
  value: unknown,
  {what, fields, fix}: StructuredArgument,
  missing: readonly string[] = [],
): never {
  const isPromise = value instanceof Promise;
  throw new AlexNetError({
    code: 'bad-argument',
    where,
    problem: `${name} is not ${what}.`,
    expected: `${name}: ${what}${fields.length === 0 ? '' : `, with ${fields.join(', ')}`}`,
    received: isPromise ? `${name} = a Promise` : `${name} = ${describe(value, missing)}`,
    fix: isPromise ? `wait for it: await ${name}` : fix,
  });
}

/**
 * Returns the arguments of a constructor or of a factory, or options; throws if they are not an object. The caller checks
 * the fields.
 *
 * @param example what could be passed: `{size: 5}`.
 */
export function requireArgs<T>(where: string, args: T, example: string): T {
  requireFields(where, 'args', args, {
    what: 'an object with the arguments',
    fields: [],
    fix: `pass an object: ${example}`,
  });
  return args;
}

/** Throws if a value is not an array. Typed arrays are allowed; with `isTyped` only they are. */
export function requireList(
  where: string,
  name: string,
  value: unknown,
  {isTyped = false, what, fix}: {isTyped?: boolean; what: string; fix: string},
): void {
  const isTypedArray = ArrayBuffer.isView(value) && !(value instanceof DataView);
  if (!isTypedArray && (isTyped || !Array.isArray(value))) {
    refuse(where, name, value, {what, fields: [], fix});
  }
}

/** Throws if a value is not a function. */
export function requireFunction(where: string, name: string, value: unknown, fix: string): void {
  if (typeof value !== 'function') {
    refuse(where, name, value, {what: 'a function', fields: [], fix});
  }
}

/** The value as it is; of an object only the names of its fields, which may hold a whole network. */
function describe(value: unknown, missing: readonly string[]): string {
  if (typeof value !== 'object' || value === null) {
    return show(value);
  }
  const names = Object.keys(value);
  const some = names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
  const kind = Array.isArray(value) ? `an array of ${value.length}` : names.length === 0 ? '{}' : `{${some}}`;
  return missing.length === 0 ? kind : `${kind}, without ${missing.join(', ')}`;
}
