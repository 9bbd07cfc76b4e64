import {describe, expect, it} from 'vitest';
import type {NamedArray} from '../../../src/core/named-array';
import type {WeightSlot} from '../../../src/models/weight-layout';
import {describeMismatches, matchWeights} from '../../../src/weights/match-weights';

const slots: WeightSlot[] = [
  {name: 'conv1/kernel', layer: 'conv1', role: 'kernel', shape: [3, 3, 2, 4]},
  {name: 'conv1/bias', layer: 'conv1', role: 'bias', shape: [4]},
  {name: 'fc/kernel', layer: 'fc', role: 'kernel', shape: [6, 6]},
];
const array = (name: string, ...shape: number[]): NamedArray => ({
  name,
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

describe('matchWeights', () => {
  it.each([
    [
      'own',
      'channels-last',
      [array('conv1/kernel', 3, 3, 2, 4), array('conv1/bias', 4), array('fc/kernel', 6, 6)],
    ],
    [
      'own',
      'channels-first',
      [array('conv1/kernel', 4, 2, 3, 3), array('conv1/bias', 4), array('fc/kernel', 6, 6)],
    ],
    [
      'caffe',
      'channels-first',
      [array('conv1/0', 4, 2, 3, 3), array('conv1/1', 1, 1, 1, 4), array('fc/0', 6, 6)],
    ],
    [
      'torch',
      'channels-first',
      [
        array('module.conv1.weight', 4, 2, 3, 3),
        array('module.conv1.bias', 4),
        array('module.fc.weight', 6, 6),
      ],
    ],
    [
      'caffe-tensorflow',
      'channels-last',
      [array('conv1/weights', 3, 3, 2, 4), array('conv1/biases', 4), array('fc/weights', 6, 6)],
    ],
    [
      'caffe-tensorflow:list',
      'channels-last',
      [array('conv1/0', 3, 3, 2, 4), array('conv1/1', 4), array('fc/0', 6, 6)],
    ],
  ])('finds out names of kind %s, %s', (keys, layout, arrays) => {
    const match = matchWeights(slots, arrays);
    expect(match).toMatchObject({keys, layout, missing: [], extra: [], wrongShape: [], ambiguous: false});
    expect(match.matched.map(({slot, array: {name}}) => [slot.name, name])).toEqual(
      slots.map(({name}, i) => [name, arrays[i]?.name]),
    );
  });

  it.each(['backbone.', 'student.', 'net.encoder.', 'module.features_extractor.'])(
    'finds a network whose names begin with %s, and names what else is there',
    prefix => {
      const arrays = [
        array(`${prefix}conv1.weight`, 4, 2, 3, 3),
        array(`${prefix}conv1.bias`, 4),
        array(`${prefix}fc.weight`, 6, 6),
        array('head.weight', 2, 6),
        array('teacher.conv1.weight', 4, 2, 3, 3),
        array('teacher.conv1.bias', 4),
        array('teacher.fc.weight', 6, 6),
      ];
      const match = matchWeights(slots, arrays);
      expect(match).toMatchObject({keys: 'torch', missing: [], wrongShape: [], ambiguous: false});
      expect(match.matched.map(({array: {name}}) => name)).toEqual(arrays.slice(0, 3).map(({name}) => name));
      expect(match.extra.map(({name}) => name)).toEqual(arrays.slice(3).map(({name}) => name));
    },
  );

  it('lists what is missing, what is too much and what has another shape, all at once', () => {
    const match = matchWeights(slots, [
      array('conv1.weight', 8, 2, 3, 3),
      array('conv1.bias', 4),
      array('aux.weight', 2, 2),
      array('conv1.num_batches_tracked'),
    ]);
    expect(match.keys).toBe('torch');
    expect(describeMismatches(match)).toEqual([
      'conv1.weight is [8, 2, 3, 3] where conv1/kernel asks for [4, 2, 3, 3]',
      'fc/kernel [6, 6] is missing',
      'aux.weight [2, 2] has no place',
    ]);
  });

  it('goes by the order, or by given names, where it is told to', () => {
    const arrays = [array('w0', 4, 2, 3, 3), array('b0', 4), array('w1', 6, 6)];
    expect(matchWeights(slots, arrays).matched).toEqual([]);
    expect(matchWeights(slots, arrays, {keys: 'order'}).matched).toHaveLength(3);
    const given = {'conv1/kernel': 'w0', 'conv1/bias': 'b0'};
    const match = matchWeights(slots, arrays, {keys: given});
    expect(match.matched.map(({array: {name}}) => name)).toEqual(['w0', 'b0']);
    expect(match.missing.map(({name}) => name)).toEqual(['fc/kernel']);
  });

  it('says when shapes alone do not tell the layout', () => {
    const square = slots.slice(2);
    expect(matchWeights(square, [array('fc/kernel', 6, 6)]).ambiguous).toBe(true);
    expect(matchWeights(square, [array('fc/kernel', 6, 6)], {layouts: ['channels-first']})).toMatchObject({
      ambiguous: false,
      layout: 'channels-first',
    });
  });

  it('takes the factor of a Caffe BatchNorm layer along with its mean and variance', () => {
    const norm: WeightSlot[] = [
      {name: 'bn/moving_mean', layer: 'bn', role: 'mean', shape: [2]},
      {name: 'bn/moving_variance', layer: 'bn', role: 'variance', shape: [2]},
    ];
    const factor = {name: 'bn/2', shape: [1], data: Float32Array.of(4)};
    const match = matchWeights(norm, [array('bn/0', 2), array('bn/1', 2), factor]);
    expect(match.extra).toEqual([]);
    expect(match.matched.map(({scale}) => scale)).toEqual([0.25, 0.25]);
  });
});
