import {checksFor} from '../core/check';
import {type Schedule} from './schedule';

/** The same learning rate at every step. */
export function constantSchedule(learningRate: number): Schedule {
  const checked = checksFor('constantSchedule').finite('learningRate', learningRate, 0);
  return () => checked;
}
