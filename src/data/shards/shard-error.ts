import {AlexNetError} from '../../errors';

/** What is wrong with a shard. */
export interface ShardProblem {
  problem: string;
  expected?: string;
  received?: string;
  fix?: string;
  cause?: unknown;
}

/** Returns the error of a shard, or of the index of shards, that cannot be used. */
export function shardError(
  shard: string,
  {fix = 'copy or download it again, or write it anew', ...fields}: ShardProblem,
): AlexNetError {
  return new AlexNetError({code: 'bad-data', where: `shard ${shard}`, fix, ...fields});
}
