/** Finds the words that this project does not use in what people read. */
import {BANNED_WORDS, type BannedWord} from '../repo/words';
import {readableText} from './readable-text';

/** Characters on each side of a match that an allowed use may take in. */
const AROUND = 60;

/** One line for each banned word: where it stands, what was found, what to write instead. */
export function findWords(file: string, text: string): string[] {
  const readable = readableText(file, text);
  return SEARCHES.flatMap(({word, search}) =>
    [...readable.matchAll(search)]
      .filter(match => !isAllowed(word, readable, match))
      .map(match => {
        const line = text.slice(0, match.index).split('\n').length;
        return `${file}:${line}: "${match[0].replace(/\s+/g, ' ')}": write ${word.instead}`;
      }),
  );
}

const SEARCHES = BANNED_WORDS.map(word => ({
  word,
  search: new RegExp(`(?<![\\w-])(?:${word.pattern.source.replaceAll(' ', '\\s+')})(?![\\w-])`, 'gi'),
}));

function isAllowed({allowed = []}: BannedWord, text: string, {index, 0: found}: RegExpExecArray): boolean {
  const from = Math.max(0, index - AROUND);
  const around = text.slice(from, index + found.length + AROUND);
  return allowed.some(({text: use}) =>
    [...around.matchAll(new RegExp(use, 'gi'))].some(
      match => from + match.index <= index && from + match.index + match[0].length >= index + found.length,
    ),
  );
}
