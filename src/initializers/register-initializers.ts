import {serialization} from '@tensorflow/tfjs-core';
import {Gaussian} from './gaussian';
import {Msra} from './msra';
import {TruncatedGaussian} from './truncated-gaussian';
import {Xavier} from './xavier';

/** Makes this library's initializers known to tfjs, so that a saved model that names them can be loaded. Repeatable. */
export function registerInitializers(): void {
  serialization.registerClass(Gaussian);
  serialization.registerClass(TruncatedGaussian);
  serialization.registerClass(Xavier);
  serialization.registerClass(Msra);
}
