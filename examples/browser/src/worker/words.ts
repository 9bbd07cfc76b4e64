import {AlexNetError} from 'tfjs-alexnet';

/** An error as a sentence or two for a page: what was wrong, and what to do. */
export function inWords(error: unknown): string {
  if (error instanceof AlexNetError) {
    const problem = `${error.where}: ${error.problem}`;
    return error.fix === undefined
      ? problem
      : `${problem} ${capital(error.fix)}${error.fix.endsWith('.') ? '' : '.'}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
