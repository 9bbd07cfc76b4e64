import type {State, Training} from './state';
import {numbered} from './wording';

/** Where a training stands, and how it ended, in a sentence. */
export function trainingStatus(training: Training, network: State['network']): string {
  if (training.isRunning) {
    const {step, totalSteps, secondsLeft, imagesPerSecond} = training;
    // The first steps wait for what starts, and would foretell minutes where it takes seconds.
    const isEarly = step < Math.min(20, totalSteps / 10);
    return totalSteps === 0
      ? (training.notes.at(-1) ?? 'Starting …')
      : `Step ${step} of ${totalSteps}, ${Math.round(imagesPerSecond)} photos/s${secondsLeft === undefined || isEarly ? '' : `, ${duration(secondsLeft)} left`}`;
  }
  // A network that was opened from a file was not trained here.
  if (network?.heldBack === undefined) {
    return '';
  }
  const {accuracy, heldBack, seconds = 0, isStopped} = network;
  const ended = isStopped ? 'Stopped' : 'Done';
  if (accuracy !== undefined) {
    return `${ended} after ${duration(seconds)}: ${(accuracy * 100).toFixed(1)} % of ${numbered(heldBack, 'held-back photo')} ${heldBack === 1 ? 'is' : 'are'} recognized.`;
  }
  return heldBack === 0
    ? `${ended}. No photo was held back, so nobody knows how good it is.`
    : `${ended} before it was tried on the photos held back: nobody knows how good it is.`;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
