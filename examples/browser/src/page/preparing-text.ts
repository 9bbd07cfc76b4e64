import type {TrainerPreparing} from 'tfjs-alexnet/worker';

/** What happens before the first step of a training, in words. */
export function preparingText({part, done, total}: TrainerPreparing): string {
  switch (part) {
    case 'weights':
      return `Reading the pretrained weights: ${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB …`;
    case 'images':
      return `Reading the photos: ${done}${total === undefined ? '' : ` of ${total}`} …`;
    case 'features':
      return `Computing the features of each photo: ${done}${total === undefined ? '' : ` of ${total}`} …`;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
