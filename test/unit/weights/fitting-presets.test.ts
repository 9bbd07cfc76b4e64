import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {fittingPresets, presetSlots} from '../../../src/weights/fitting-presets';
import {createModel} from '../../../src/models/create-model';
import {traceModel} from '../../../src/models/trace-model';
import {weightSlots} from '../../../src/models/weight-slots';
import {PRESETS} from '../../../src/presets/presets';
import type {Preset} from '../../../src/presets/preset';

const arraysOf = (preset: Preset): {name: string; shape: number[]; data: Float32Array}[] =>
  presetSlots(preset).map(({name, shape}) => ({name, shape: [...shape], data: new Float32Array(0)}));

describe('the presets that fit', () => {
  it.each(['alexnet-mini', 'squeezenet1.1', 'googlenet-bn'])(
    'knows the weights of %s as the built network has them',
    id => {
      const built = weightSlots(traceModel(createModel(id, {seed: 1})));
      const shapes = new Map(built.map(({name, shape}) => [name, shape]));
      const planned = presetSlots(PRESETS[id] as Preset);
      expect(planned).toHaveLength(built.length);
      for (const {name, shape} of planned) {
        expect(shapes.get(name), name).toEqual(shape);
      }
    },
  );

  it('finds the preset whatever its number of classes, and all of equal shapes', () => {
    const other = arraysOf({...(PRESETS['squeezenet1.1'] as Preset), classes: 7});
    expect(fittingPresets(other)).toEqual(['squeezenet1.1']);
    const caffe = fittingPresets(arraysOf(PRESETS.caffenet as Preset));
    expect(caffe).toContain('bvlc-alexnet');
    expect(caffe).toContain('caffenet');
    expect(caffe).not.toContain('alexnet-owt');
    expect(fittingPresets([])).toEqual([]);
  });

  it('finds the one that uses all arrays where a smaller network has some of them', () => {
    for (const id of ['vgg11', 'vgg16', 'vgg19', 'googlenet', 'googlenet-bn']) {
      expect(fittingPresets(arraysOf(PRESETS[id] as Preset))).toEqual([id]);
    }
  });
});
