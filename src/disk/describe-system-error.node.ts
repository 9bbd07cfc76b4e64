import {getSystemErrorMap} from 'node:util';

/** One sentence for what the operating system refused: "No such file or directory (ENOENT)." */
export function describeSystemError(error: unknown): string {
  if (error instanceof Error) {
    const {code, errno, message} = error as NodeJS.ErrnoException;
    const text = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
    return sentence(text === undefined ? message : `${text} (${code ?? errno ?? ''})`);
  }
  return sentence(String(error));
}

/** Begins with a capital letter, ends with a period, has one line. */
export function sentence(text: string): string {
  const line = text
    .trim()
    .replace(/\s*\n\s*/g, '; ')
    .replace(/[.;\s]+$/, '');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}
