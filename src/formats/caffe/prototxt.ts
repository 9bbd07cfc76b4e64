/**
 * Protobuf's text format, in which Caffe writes networks. The file may come from anywhere: a text nested deeper than
 * protobuf itself allows, a token that is none and a brace that does not close end in an error with line and column.
 * What is built is bounded by the text: no field asks for more than it spells out.
 */
import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {CaffeMessage, CaffeValue} from './caffe-model';

/** Protobuf's own bound on nesting. */
const MAX_DEPTH = 100;
/** A network of this era has a few kilobytes; ResNet-152 has 100. */
const MAX_LENGTH = 2 ** 24;

const [TAB, RETURN, SPACE, HASH] = [9, 13, 32, 35];
/** Sticky: each matches where the last token ended. */
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?)(?![A-Za-z0-9_.])/y;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/**
 * Reads a message in protobuf's text format. Texts and names of enums become strings, numbers and booleans themselves, a
 * message an object without prototype; a field that occurs more than once, or as a list in brackets, becomes an array.
 *
 * @param file names the text in errors.
 */
export function parsePrototxt(text: string, file = 'prototxt'): CaffeMessage {
  if (text.length > MAX_LENGTH) {
    throw new AlexNetError({
      code: 'bad-weights',
      where: file,
      problem: 'this is too long for the definition of a network.',
      expected: `at most ${MAX_LENGTH} characters`,
      received: `${text.length} characters`,
      fix: 'pass the .prototxt; weights belong into a .caffemodel',
    });
  }
  return new TextReader(text, file).message(undefined, 0);
}

class TextReader {
  #position = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  /** Reads fields up to the closing brace, or up to the end of the text where there is none. */
  message(close: '}' | '>' | undefined, depth: number): CaffeMessage {
    if (depth > MAX_DEPTH) {
      throw this.wrong('messages are nested too deeply.', `at most ${MAX_DEPTH} levels`);
    }
    const fields = Object.create(null) as CaffeMessage;
    for (;;) {
      this.#skipSpace();
      if (close === undefined ? this.#position === this.text.length : this.#take(close)) {
        return fields;
      }
      const name = this.#match(WORD);
      if (name === undefined) {
        const end = close === undefined ? 'the end of the text' : `"${close}"`;
        throw this.wrong('this is not a field.', `the name of a field, or ${end}`);
      }
      addValues(fields, name, this.#fieldValues(depth));
      // Fields may be separated, and need not be.
      if (!this.#take(';')) {
        this.#take(',');
      }
    }
  }

  #fieldValues(depth: number): {values: CaffeValue[]; isList: boolean} {
    const hasColon = this.#take(':');
    if (!this.#take('[')) {
      return {values: [this.#value(depth, hasColon)], isList: false};
    }
    const values: CaffeValue[] = [];
    while (!this.#take(']')) {
      if (values.length > 0 && !this.#take(',')) {
        throw this.wrong('this list is not closed.', '"," or "]"');
      }
      values.push(this.#value(depth, hasColon));
    }
    return {values, isList: true};
  }

  #value(depth: number, hasColon: boolean): CaffeValue {
    if (this.#take('{')) {
      return this.message('}', depth + 1);
    }
    if (this.#take('<')) {
      return this.message('>', depth + 1);
    }
    if (!hasColon) {
      throw this.wrong('this field has no value.', '":" and a value, or "{"');
    }
    let quoted = this.#quoted();
    if (quoted !== undefined) {
      // Texts that stand behind one another are one.
      let whole = '';
      for (; quoted !== undefined; quoted = this.#quoted()) {
        whole += unquote(quoted);
      }
      return whole;
    }
    const sign = this.#take('-') ? -1 : 1;
    const number = this.#match(NUMBER);
    if (number !== undefined) {
      return sign * toNumber(number);
    }
    const word = this.#match(WORD);
    if (word !== undefined && /^(inf|infinity|nan)f?$/i.test(word)) {
      return sign * (word.toLowerCase().startsWith('nan') ? NaN : Infinity);
    }
    if (word === undefined || sign === -1) {
      throw this.wrong('this is not a value.', 'a number, a quoted text, true, false or a name');
    }
    return word === 'true' ? true : word === 'false' ? false : word;
  }

  // Loops, not patterns: a pattern that repeats a choice runs out of stack on millions of characters.
  #skipSpace(): void {
    for (; this.#position < this.text.length; this.#position++) {
      const code = this.text.charCodeAt(this.#position);
      if (code === HASH) {
        const end = this.text.indexOf('\n', this.#position);
        this.#position = end < 0 ? this.text.length - 1 : end;
      } else if (code !== SPACE && (code < TAB || code > RETURN)) {
        return;
      }
    }
  }

  /** What stands between quotes, escapes unread; undefined where no quoted text begins. */
  #quoted(): string | undefined {
    this.#skipSpace();
    const quote = this.text[this.#position];
    if (quote !== '"' && quote !== "'") {
      return undefined;
    }
    const start = this.#position + 1;
    for (let end = start; end < this.text.length && this.text[end] !== '\n'; end++) {
      if (this.text[end] === quote) {
        this.#position = end + 1;
        return this.text.slice(start, end);
      }
      if (this.text[end] === '\\') {
        end++;
      }
    }
    throw this.wrong('this text has no end.', `a closing ${quote} on the same line`);
  }

  #match(pattern: RegExp): string | undefined {
    this.#skipSpace();
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  #take(character: string): boolean {
    this.#skipSpace();
    const found = this.text[this.#position] === character;
    this.#position += found ? 1 : 0;
    return found;
  }

  wrong(problem: string, expected: string): AlexNetError {
    const before = this.text.slice(0, this.#position).split('\n');
    const column = (before[before.length - 1]?.length ?? 0) + 1;
    const [rest = ''] = this.text.slice(this.#position, this.#position + 24).split('\n');
    return new AlexNetError({
      code: 'bad-weights',
      where: `${this.file}, line ${before.length}, column ${column}`,
      problem,
      expected,
      received: this.#position === this.text.length ? 'the end of the text' : show(rest),
      fix: 'pass the definition as Caffe writes it, in protobuf text format',
    });
  }
}

/** A second value makes an array of a field. */
function addValues(
  fields: CaffeMessage,
  name: string,
  {values, isList}: {values: CaffeValue[]; isList: boolean},
): void {
  const known = fields[name];
  if (known === undefined && !isList) {
    const [only] = values;
    fields[name] = only ?? '';
  } else if (Array.isArray(known)) {
    for (const value of values) {
      known.push(value);
    }
  } else {
    fields[name] = known === undefined ? values : [known, ...values];
  }
}

/** Hexadecimal, octal (a leading zero) or decimal, with or without protobuf's f behind it. */
function toNumber(token: string): number {
  if (/^0[0-7]+$/.test(token)) {
    return Number.parseInt(token, 8);
  }
  return Number(/^0[xX]/.test(token) ? token : token.replace(/[fF]$/, ''));
}

function unquote(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/g,
    (_, hex?: string, octal?: string, other?: string) => {
      if (hex !== undefined || octal !== undefined) {
        return String.fromCharCode(Number.parseInt(hex ?? octal ?? '', hex === undefined ? 8 : 16));
      }
      return ESCAPES[other ?? ''] ?? other ?? '';
    },
  );
}
