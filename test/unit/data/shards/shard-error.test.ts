import {expect, it} from 'vitest';
import {shardError} from '../../../../src/data/shards/shard-error';

it('shardError names the shard and says what to do', () => {
  expect(shardError('a/x.tar', {problem: 'it is cut short.', received: '3 bytes'})).toMatchObject({
    code: 'bad-data',
    where: 'shard a/x.tar',
    fix: 'copy or download it again, or write it anew',
  });
  expect(shardError('x.tar', {problem: 'p', fix: 'f'}).fix).toBe('f');
});
