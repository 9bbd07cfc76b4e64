import {AlexNetError} from '../errors';

/** Whether an error means that an image can no longer be read: a photo was deleted, a disk was unmounted. */
export function isReadFailure(error: unknown): error is AlexNetError {
  return error instanceof AlexNetError && (error.code === 'bad-data' || error.code === 'io');
}

/** The error of a training whose images can no longer be read, after the checkpoint of `step` was written. */
export function readFailure(error: AlexNetError, step: number): AlexNetError {
  const {code, where, problem, expected, received, details} = error;
  return new AlexNetError({
    code,
    where,
    problem: `${problem} The training stopped; the checkpoint of step ${step} is written.`,
    expected,
    received,
    fix:
      'put the file back and resume (--resume, or {resume: true}); if it is gone for good, resume with the photos that are ' +
      'left (--resume --changed-photos, or {resume: true, changedPhotos: true})',
    details,
    cause: error,
  });
}
