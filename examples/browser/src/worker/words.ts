import {AlexNetError} from 'tfjs-alexnet';

/**
 * The message of an error for users of the page: the problem and the fix. Of a place such as `parseTorch "a.pth"` only the
 * file is named, since users do not know the function.
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
