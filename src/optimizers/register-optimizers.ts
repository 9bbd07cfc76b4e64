import {serialization} from '@tensorflow/tfjs-core';
import {MomentumSGD} from './momentum-sgd';

/** Makes this library's optimizer known to tfjs, so that a model saved with it can be loaded. Repeatable. */
export function registerOptimizers(): void {
  serialization.registerClass(MomentumSGD);
}
