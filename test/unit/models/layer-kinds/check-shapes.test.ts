import {describe, expect, it} from 'vitest';
import {
  channelsOf,
  checkSizes,
  imageShape,
  sameShape,
  unlikeInputs,
} from '../../../../src/models/layer-kinds/check-shapes';
import {expectAlexNetError} from '../../../support/matchers';

describe('checkSizes', () => {
  it.each([0, -1, 1.5, NaN])('refuses %d by the name of the field', async size => {
    await expectAlexNetError(
      () => {
        checkSizes('here', {strides: [1, size]});
      },
      'bad-argument',
      'here',
      'strides',
    );
  });
});

describe('imageShape', () => {
  it('returns the axes of an image, and refuses all else', async () => {
    expect(imageShape('here', [4, 5, 3])).toEqual([4, 5, 3]);
    await expectAlexNetError(() => imageShape('here', [4]), 'bad-shape', '[4]');
    await expectAlexNetError(() => imageShape('here', [1, 4, 5, 3]), 'bad-shape', '[1, 4, 5, 3]');
    await expectAlexNetError(() => imageShape('here'), 'bad-shape', '[]');
  });
});

describe('unlikeInputs', () => {
  it('names each input by the row that makes it', () => {
    const error = unlikeInputs(
      'here',
      {kind: 'concat', name: 'j', from: ['a', 'b']},
      [[2, 2, 3], [4]],
      'alike',
    );
    expect(error.message).toContain('"a" [2, 2, 3], "b" [4]');
  });
});

describe('sameShape and channelsOf', () => {
  it('hold for images and for numbers', () => {
    expect(sameShape([[4, 5, 3]])).toEqual({outputShape: [4, 5, 3], parameters: 0, multiplyAdds: 0});
    expect(channelsOf([4, 5, 3])).toBe(3);
    expect(channelsOf([7])).toBe(7);
  });
});
