import type {FileOrigin, PartialFile, WeightStore} from './weight-store';

/** Keeps files for as long as the store lives: where there is no disk and no cache of a browser. */
export function memoryStore(): WeightStore {
  const files = new Map<string, Uint8Array[]>();
  const partials = new Map<string, {pieces: Uint8Array[]; origin?: FileOrigin}>();
  const turns = new Map<string, Promise<unknown>>();
  return {
    locate: key => `${key} in memory`,
    read: key => {
      const pieces = files.get(key);
      return Promise.resolve(pieces === undefined ? undefined : iterate(pieces));
    },
    openPartial: key => {
      const partial = partials.get(key) ?? {pieces: []};
      partials.set(key, partial);
      return Promise.resolve(
        memoryPartial(partial, () => {
          files.set(key, partial.pieces);
          partials.delete(key);
        }),
      );
    },
    async exclusive(key, work, {onWait} = {}) {
      const before = turns.get(key);
      if (before !== undefined) {
        onWait?.();
      }
      const turn = (before ?? Promise.resolve()).catch(() => undefined).then(work);
      turns.set(key, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(key) === turn) {
          turns.delete(key);
        }
      }
    },
  };
}

function memoryPartial(state: {pieces: Uint8Array[]; origin?: FileOrigin}, commit: () => void): PartialFile {
  let size = state.pieces.reduce((sum, piece) => sum + piece.length, 0);
  return {
    get size() {
      return size;
    },
    get origin() {
      return state.origin;
    },
    content: () => iterate(state.pieces),
    restart: origin => {
      state.pieces.length = 0;
      state.origin = origin;
      size = 0;
      return Promise.resolve();
    },
    append: bytes => {
      state.pieces.push(bytes);
      size += bytes.length;
      return Promise.resolve();
    },
    commit: () => {
      commit();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

async function* iterate(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    yield await Promise.resolve(piece);
  }
}
