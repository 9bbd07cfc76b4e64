import * as tf from '@tensorflow/tfjs-core';
import {registerInitializers} from '../initializers/register-initializers';
import {refuseStockTraining} from '../kernels/wasm/refuse-stock-training';
import {registerOptimizers} from '../optimizers/register-optimizers';
import {AxisProduct} from './axis-product';
import {AxisSelection} from './axis-selection';
import {ConstantArithmetic} from './constant-arithmetic';
import {ConstantPadding} from './constant-padding';
import {InstanceNormalization} from './instance-normalization';
import {LastAxisReduction} from './last-axis-reduction';
import {PointwiseFunction} from './pointwise-function';
import {CeilMaxPooling2D} from './ceil-max-pooling2d';
import {ChannelScale} from './channel-scale';
import {ChannelSlice} from './channel-slice';
import {GroupedConv1D} from './grouped-conv1d';
import {GroupedConv2D} from './grouped-conv2d';
import {GroupedConv2DTranspose} from './grouped-conv2d-transpose';
import {LocalResponseNormalization} from './local-response-normalization';
import {PaddedAveragePooling2D} from './padded-average-pooling2d';
import {PaddedMaxPooling2D} from './padded-max-pooling2d';
import {PlainBatchNormalization} from './plain-batch-normalization';
import {ScaledPower} from './scaled-power';
import {SpatialResponseNormalization} from './spatial-response-normalization';
import {SteppedDropout} from './stepped-dropout';

/**
 * Makes the layers, initializers and optimizers of this library known to `tf.loadLayersModel` under the names that
 * saved models use. To be called before loading; a second call changes nothing. `createModel` calls it, and
 * `import 'tfjs-alexnet/register'` does. From then on, training on the stock wasm backend names what it needs.
 */
export function registerLayers(): void {
  registerPresetLayers();
  tf.serialization.registerClass(AxisProduct);
  tf.serialization.registerClass(AxisSelection);
  tf.serialization.registerClass(ChannelScale);
  tf.serialization.registerClass(ChannelSlice);
  tf.serialization.registerClass(ConstantArithmetic);
  tf.serialization.registerClass(ConstantPadding);
  tf.serialization.registerClass(
    GroupedConv1D as unknown as tf.serialization.SerializableConstructor<GroupedConv1D>,
  );
  tf.serialization.registerClass(
    GroupedConv2DTranspose as unknown as tf.serialization.SerializableConstructor<GroupedConv2DTranspose>,
  );
  tf.serialization.registerClass(InstanceNormalization);
  tf.serialization.registerClass(LastAxisReduction);
  tf.serialization.registerClass(PointwiseFunction);
  tf.serialization.registerClass(ScaledPower);
}

/** The same for the layers of presets only, which `createAlexNet` makes, with all initializers and optimizers. */
export function registerPresetLayers(): void {
  tf.serialization.registerClass(CeilMaxPooling2D);
  tf.serialization.registerClass(
    GroupedConv2D as unknown as tf.serialization.SerializableConstructor<GroupedConv2D>,
  );
  tf.serialization.registerClass(LocalResponseNormalization);
  tf.serialization.registerClass(PaddedAveragePooling2D);
  tf.serialization.registerClass(PaddedMaxPooling2D);
  tf.serialization.registerClass(PlainBatchNormalization);
  tf.serialization.registerClass(SpatialResponseNormalization);
  tf.serialization.registerClass(SteppedDropout);
  registerInitializers();
  registerOptimizers();
  refuseStockTraining();
}
