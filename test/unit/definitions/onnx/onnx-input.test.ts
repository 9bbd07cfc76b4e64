import {describe, expect, it} from 'vitest';
import {inputView} from '../../../../src/definitions/onnx/onnx-input';
import {onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError} from '../../../support/matchers';

const shapeOf = (shape: (number | string)[], first = onnxNode('Conv', 'c', ['x'])): readonly number[] =>
  inputView({name: 'x', shape}, [first], undefined, 'here').shape;

describe('inputView', () => {
  it('takes four axes with the channels first, or last where the graph transposes them', () => {
    expect(shapeOf(['N', 3, 8, 6])).toEqual([8, 6, 3]);
    // An image of three columns is no image of three colors.
    expect(shapeOf(['N', 2, 4, 3])).toEqual([4, 3, 2]);
    expect(shapeOf(['N', 8, 6, 3], onnxNode('Transpose', 't', ['x'], {perm: [0, 3, 1, 2]}))).toEqual([
      8, 6, 3,
    ]);
    expect(shapeOf(['N', 28, 28, 1], onnxNode('Reshape', 't', ['x', 's']))).toEqual([28, 28, 1]);
  });

  it('takes rows of numbers as images of one pixel', () => {
    expect(shapeOf(['N', 784])).toEqual([1, 1, 784]);
  });

  it('asks for a size that is open', async () => {
    await expectAlexNetError(() => shapeOf(['N', 3, 'h', 'w']), 'bad-argument', '[N, 3, h, w]', 'inputShape');
  });
});
