import {divide, type State} from './state';

/** Photos in all epochs of a training together: few photos need more epochs. */
const SEEN = {scratch: 6000, features: 3000} as const;
const RANGE = {scratch: [12, 150], features: [15, 60]} as const;

/** The number of epochs that fits a number of training photos, where the user has typed none. */
export function fittingEpochs(start: State['start'], photos: number): number {
  const [least, most] = RANGE[start];
  return Math.max(least, Math.min(most, Math.ceil(SEEN[start] / Math.max(1, photos))));
}

/** The number of epochs of the next training. */
export function epochsOf({epochs, start, buckets}: Pick<State, 'epochs' | 'start' | 'buckets'>): number {
  const photos = divide(buckets).filter(({isValidation}) => !isValidation).length;
  return epochs ?? fittingEpochs(start, photos);
}
