/**
 * Characters that a terminal obeys instead of showing: control characters but tab and line end, and marks that change the
 * direction of text.
 */
const CONTROLS = /(?![\t\n])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const CONTROLS_OF_NAMES = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Replaces the characters of a text that a terminal would obey by escapes such as `\x1b`; lines stay lines. Names of files
 * and classes come from anywhere.
 */
export function printable(text: string): string {
  return text.replace(CONTROLS, escapeCharacter);
}

/** Does the same for a name, which is one line whatever it holds. */
export function printableName(name: string): string {
  return name.replace(CONTROLS_OF_NAMES, escapeCharacter);
}

/** Replaces the same characters in JSON, where they only occur in strings, by JSON's own escapes. */
export function printableJson(json: string): string {
  return json.replace(CONTROLS, character => `\\u${hex(character, 4)}`);
}

function escapeCharacter(character: string): string {
  return character <= '\u00ff' ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0');
}
