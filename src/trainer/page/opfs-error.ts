import {AlexNetError} from '../../errors';

/** The error of a failed access to the private file system of a page. */
export function opfsError(where: string, cause: unknown): AlexNetError {
  if (cause instanceof AlexNetError) {
    return cause;
  }
  const isFull = cause instanceof Error && cause.name === 'QuotaExceededError';
  return new AlexNetError({
    code: 'io',
    where,
    problem: isFull ? 'this page has no more space in the browser.' : 'the browser refused to read or write.',
    expected: 'files of the origin private file system that can be used',
    received: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
    fix: isFull
      ? 'remove saved runs that are no longer needed: trainer.listRuns(), trainer.removeRun(name)'
      : 'close other tabs with this page and try again',
    cause,
  });
}
