import {checksFor} from './check';

/** A number in JSON, which has no word for NaN and the infinities. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

const WORDS: readonly JsonNumber[] = ['NaN', 'Infinity', '-Infinity'];

/** The form of a number that JSON keeps. */
export function encodeNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

/** The number that {@link encodeNumber} wrote; anything else is an error `bad-state`. */
export function decodeNumber(where: string, name: string, value: unknown): number {
  return WORDS.includes(value as JsonNumber)
    ? Number(value)
    : checksFor(where, 'bad-state').finite(name, value);
}
