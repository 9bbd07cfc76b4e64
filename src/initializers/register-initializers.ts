import {serialization} from '@tensorflow/tfjs-core';
import {Gaussian} from './gaussian';
import {Msra} from './msra';
import {TruncatedGaussian} from './truncated-gaussian';
import {Xavier} from './xavier';

/** Registers this library's initializers with tfjs, so that a saved model that names them can be loaded. It may be called again. */
export function registerInitializers(): void {
  serialization.registerClass(Gaussian);
  serialization.registerClass(TruncatedGaussian);
  serialization.registerClass(Xavier);
  serialization.registerClass(Msra);
}
