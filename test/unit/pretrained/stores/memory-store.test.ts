import {describe, expect, it} from 'vitest';
import {memoryStore} from '../../../../src/pretrained/stores/memory-store';
import {describeStoreLaws} from '../../../support/store-laws';

describe('memoryStore', () => {
  describeStoreLaws(memoryStore, store => store);

  it('says where files are', () => {
    expect(memoryStore().locate('a/b.pth')).toBe('a/b.pth in memory');
  });
});
