import {libraryError} from './wording';

/** The error of a network file that cannot be opened, in words for users of the page. */
export function modelProblem(error: unknown, name: string): unknown {
  const known = libraryError(error);
  if (known?.code !== 'bad-weights') {
    return error;
  }
  const {files, expected = '', received = ''} = known.details ?? {};
  if (files === undefined) {
    return new Error(`${name} is not a zip file, or it is damaged.`);
  }
  if (known.problem.startsWith('there is no file')) {
    return new Error(
      `${name} contains no ${files.join(', ')}: it is not a network exported by this page or by alexnet train.`,
    );
  }
  const classes = /^(\d+) outputs, one for each class$/.exec(expected)?.[1];
  return new Error(
    classes === undefined
      ? `${name} is damaged: its file ${files.join(' or ')} cannot be read. Export or download the network again.`
      : `${name} contains a network with ${received}, but the names of ${classes} classes: its files do not belong together.`,
  );
}
