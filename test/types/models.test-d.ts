/** Arguments and results of createAlexNet and createModel. */
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {createAlexNet, createModel, describeModel, featureExtractor} from 'tfjs-alexnet';
import {ALEXNET, PRESETS} from 'tfjs-alexnet/presets';
import {expectTypeOf, it} from 'vitest';

it('createAlexNet takes its options and returns a model of tfjs-layers', () => {
  expectTypeOf(createAlexNet()).toEqualTypeOf<LayersModel>();
  expectTypeOf(createAlexNet).toBeCallableWith({
    preset: 'alexnet-mini',
    classes: 2,
    inputShape: [67, 67, 3],
    dropout: 0.5,
    lrn: true,
    seed: 1,
  });
});

it('createAlexNet refuses unknown options and wrong values', () => {
  // @ts-expect-error a misspelled option
  createAlexNet({clases: 2});
  // @ts-expect-error a preset is named by a string
  createAlexNet({preset: 1});
  // @ts-expect-error no preset has this name
  createAlexNet({preset: 'alexnt'});
  // @ts-expect-error a table is for createModel, which has the layers of every table
  createAlexNet({preset: ALEXNET});
  // @ts-expect-error a number
  createAlexNet({classes: '2'});
  // @ts-expect-error numbers
  createAlexNet({inputShape: ['227', '227', '3']});
  // @ts-expect-error a rate, not a switch
  createAlexNet({dropout: true});
});

it('createModel takes a name or a table', () => {
  expectTypeOf(createModel('lenet5', {classes: 10})).toEqualTypeOf<LayersModel>();
  expectTypeOf(createModel(ALEXNET)).toEqualTypeOf<LayersModel>();
  // @ts-expect-error options stand in the second place
  createModel({classes: 2});
});

it('describeModel and featureExtractor take models of createAlexNet and createModel', () => {
  expectTypeOf(describeModel('alexnet').parameters).toBeNumber();
  expectTypeOf(describeModel(createAlexNet()).layers[0]!.name).toBeString();
  expectTypeOf(featureExtractor(createAlexNet(), 'fc7')).toEqualTypeOf<LayersModel>();
  // @ts-expect-error the layer is missing
  featureExtractor(createAlexNet());
});

it('a preset cannot be changed, and one that may not exist has to be checked', () => {
  // @ts-expect-error read-only
  ALEXNET.id = 'mine';
  // @ts-expect-error read-only
  ALEXNET.layers[0] = ALEXNET.layers[1]!;
  // @ts-expect-error there may be none of this name
  expectTypeOf(PRESETS.alexnt.id).toBeString();
});
