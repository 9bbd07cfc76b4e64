import {describe, expect, it} from 'vitest';
import {splitFolders} from '../../../src/data/split-folders';

describe('splitFolders', () => {
  it.each([
    [['train', 'val'], 'train', 'val', undefined],
    [['test', 'train'], 'train', undefined, 'test'],
    [['Test', 'Train', 'Valid'], 'Train', 'Valid', 'Test'],
    [['training_set', 'test_set'], 'training_set', undefined, 'test_set'],
    [['seg_train', 'seg_test'], 'seg_train', undefined, 'seg_test'],
    [['train2017', 'val2017'], 'train2017', 'val2017', undefined],
    [['TrainImages', 'TestImages'], 'TrainImages', undefined, 'TestImages'],
    [['ILSVRC2012_img_train', 'ILSVRC2012_img_val'], 'ILSVRC2012_img_train', 'ILSVRC2012_img_val', undefined],
    [['training', 'validation', 'testing'], 'training', 'validation', 'testing'],
  ])('%j are sets', (folders, training, validation, test) => {
    expect(splitFolders(folders)).toEqual({training, validation, test, others: []});
  });

  it.each([
    [['cat', 'dog']],
    [['car', 'train']],
    [['train']],
    [['train', 'plane', 'bus']],
    [['cats_train', 'dogs_test']],
    [['train1', 'train2', 'val']],
    [['trainer', 'value']],
    [[]],
  ])('%j are classes', folders => {
    expect(splitFolders(folders)).toBeUndefined();
  });

  it('names the other folders', () => {
    expect(splitFolders(['train', 'val', 'cat'])?.others).toEqual(['cat']);
  });
});
