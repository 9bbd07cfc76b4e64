import type {CheckpointSink} from '../training/checkpoint';
import {HISTORY_HEADER, parseHistory, type MemoryHistory} from '../training/history';

/**
 * A store whose checkpoints hold the rows of the history too, so that a run that another worker resumes has all of them:
 * `load('last')` puts them into `history`.
 */
export function checkpointsWithHistory(store: CheckpointSink, history: MemoryHistory): CheckpointSink {
  return {
    commit: checkpoint => {
      const state = {...(checkpoint.state as object), history: history.text};
      return store.commit({...checkpoint, state});
    },
    load: async which => {
      const checkpoint = await store.load(which);
      const {history: text} = (checkpoint?.state ?? {}) as {history?: string};
      if (which === 'last' && text !== undefined) {
        await history.truncate(HISTORY_HEADER.length);
        for (const row of parseHistory(text, 'history of a checkpoint')) {
          await history.append(row);
        }
      }
      return checkpoint;
    },
  };
}
