import {describe, expect, it} from 'vitest';
import {layerNamed, layersUpTo} from '../../../../src/definitions/caffe/caffe-end';
import {readCaffeDefinition} from '../../../../src/formats/caffe/caffe-definition';

const {layers} = readCaffeDefinition(`
  layer { name: "data" type: "Input" top: "data" }
  layer { name: "a" type: "Convolution" bottom: "data" top: "a" }
  layer { name: "relu" type: "ReLU" bottom: "a" top: "a" }
  layer { name: "odd" type: "Odd" bottom: "a" top: "a" }
  layer { name: "b" type: "Convolution" bottom: "a" top: "b" }
  layer { name: "side" type: "Odd" bottom: "data" top: "side" }
  layer { name: "both" type: "Concat" bottom: "b" bottom: "side" top: "both" }`);
const upTo = (end?: string): string[] => layersUpTo(layers, end).map(({name}) => name);

describe('layersUpTo', () => {
  it('keeps what leads to the end, and what works in place on it and is supported', () => {
    expect(upTo('a')).toEqual(['data', 'a', 'relu']);
    expect(upTo('b')).toEqual(['data', 'a', 'relu', 'odd', 'b']);
    expect(upTo('both')).toEqual(['data', 'a', 'relu', 'odd', 'b', 'side', 'both']);
  });

  it('finds an end by the name of its layer, of its blob, or of its row', () => {
    const [input, conv] = layers;
    const renamed = [input!, {...conv!, name: 'conv 1', tops: ['maps']}];
    for (const end of ['conv 1', 'conv_1', 'Conv 1', 'maps']) {
      expect(layerNamed(renamed, end)?.name).toBe('conv 1');
    }
    expect(layerNamed(renamed, 'conv')).toBeUndefined();
  });

  it('keeps all where there is no such end, or none is asked for', () => {
    expect(upTo('nothing')).toHaveLength(7);
    expect(upTo()).toHaveLength(7);
  });
});
