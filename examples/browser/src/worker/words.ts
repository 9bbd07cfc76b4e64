import {AlexNetError} from 'tfjs-alexnet';

/**
 * An error as a sentence or two for a page: what was wrong, and what to do. Of a place such as `parseTorch "a.pth"` only
 * the file is named: the function says nothing to who uses a page.
 */
export function inWords(error: unknown): string {
  if (error instanceof AlexNetError) {
    const where = /^\w+ "(.*)"$/.exec(error.where)?.[1] ?? error.where;
    const problem = `${where}: ${error.problem}`;
    return error.fix === undefined
      ? problem
      : `${problem} ${capital(error.fix)}${error.fix.endsWith('.') ? '' : '.'}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
