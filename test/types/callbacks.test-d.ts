/** The callbacks are what model.fit and model.fitDataset take. */
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  type ModelCheckpoint,
  type ReduceLROnPlateau,
  type StallDetector,
  type TensorBoard,
} from 'tfjs-alexnet';
import {expectTypeOf, it} from 'vitest';

type FitCallback = Extract<NonNullable<tfl.ModelFitArgs['callbacks']>, unknown[]>[number];

it('model.fit takes each callback, and several of them', () => {
  expectTypeOf<ReduceLROnPlateau>().toExtend<FitCallback>();
  expectTypeOf<ModelCheckpoint>().toExtend<FitCallback>();
  expectTypeOf<StallDetector>().toExtend<FitCallback>();
  expectTypeOf<TensorBoard>().toExtend<FitCallback>();
  expectTypeOf<[ReduceLROnPlateau]>().toExtend<NonNullable<tfl.ModelFitArgs['callbacks']>>();
});

it('model.fit refuses an object that is no callback', () => {
  expectTypeOf<{factor: number}>().not.toExtend<FitCallback>();
});
