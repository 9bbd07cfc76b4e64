import type {State, Training} from './state';
import {numbered} from './wording';

/** The progress of a training, or its result, in one sentence. */
export function trainingStatus(training: Training, network: State['network']): string {
  if (training.isRunning) {
    const {step, totalSteps, secondsLeft, imagesPerSecond} = training;
    // The first steps include the startup, so an estimate from them would be far too long.
    const isEarly = step < Math.min(20, totalSteps / 10);
    return totalSteps === 0
      ? (training.preparing ?? 'Starting …')
      : `Step ${step} of ${totalSteps}, ${Math.round(imagesPerSecond)} photos/s${secondsLeft === undefined || isEarly ? '' : `, ${duration(secondsLeft)} left`}`;
  }
  // A network that was opened from a file was not trained here.
  if (network?.validationCount === undefined) {
    return '';
  }
  const {accuracy, validationCount, seconds = 0, isStopped} = network;
  const ended = isStopped ? 'Stopped' : 'Done';
  if (accuracy !== undefined) {
    return `${ended} after ${duration(seconds)}. Validation accuracy: ${(accuracy * 100).toFixed(1)} % (${numbered(validationCount, 'photo')}).`;
  }
  return validationCount === 0
    ? `${ended}. There were no validation photos, so the accuracy is unknown.`
    : `${ended} before the first evaluation, so the validation accuracy is unknown.`;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
