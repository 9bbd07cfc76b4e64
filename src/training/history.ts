import {AlexNetError} from '../errors';

/** One training step as history.csv holds it. */
export interface HistoryRow {
  /** Counted from 1. */
  step: number;
  /** Counted from 0. */
  epoch: number;
  learningRate: number;
  /** Mean cross-entropy of the batch, before the step was applied. */
  loss: number;
  /** Fraction of the batch predicted correctly, with dropout on. */
  accuracy: number;
  /** Mean cross-entropy on the validation set, after the step; only where it was evaluated. */
  validationLoss?: number;
  /** Accuracy on the validation set. */
  validationAccuracy?: number;
}

/** Receives the rows of the training loop. `HistoryFile` of tfjs-alexnet/node is one. */
export interface HistorySink {
  /** Adds a row at the end. */
  append(row: HistoryRow): Promise<void>;
  /** Writes all rows to the disk and returns the length in bytes: the position to come back to. */
  flush(): Promise<number>;
  /** Digest of the rows until then, which a checkpoint holds; a sink in memory needs none. */
  readonly digest?: string;
  /** Removes everything after this position. With `digest`, throws `bad-state` where the rest is not what it was. */
  truncate(bytes: number, digest?: string): Promise<void>;
}

const COLUMNS = [
  'step',
  'epoch',
  'learningRate',
  'loss',
  'accuracy',
  'validationLoss',
  'validationAccuracy',
] as const;

/** The first line of history.csv. */
export const HISTORY_HEADER = `${COLUMNS.join(',')}\n`;

/** One line of history.csv. It holds no clock time: a resumed run writes the same bytes as one that never stopped. */
export function formatHistoryRow(row: HistoryRow): string {
  return `${COLUMNS.map(column => String(row[column] ?? '')).join(',')}\n`;
}

/** Reads history.csv; a last line without its end (the run was killed) is left out. */
export function parseHistory(text: string, where = 'history.csv'): HistoryRow[] {
  const lines = text.split('\n');
  if (`${lines[0] ?? ''}\n` !== HISTORY_HEADER) {
    throw new AlexNetError({
      code: 'bad-data',
      where,
      problem: 'this is not the history of a run.',
      expected: HISTORY_HEADER.trim(),
      received: (lines[0] ?? '').slice(0, 100),
      fix: 'pass the history.csv of a model directory',
    });
  }
  return lines.slice(1, -1).map((line, i) => {
    const cells = line.split(',');
    const numbers = cells.map(cell => (cell === '' ? undefined : Number(cell)));
    const [step, epoch, learningRate, loss, accuracy, validationLoss, validationAccuracy] = numbers;
    if (
      cells.length !== COLUMNS.length ||
      step === undefined ||
      epoch === undefined ||
      learningRate === undefined ||
      loss === undefined ||
      accuracy === undefined ||
      numbers.some(Number.isNaN)
    ) {
      throw new AlexNetError({
        code: 'bad-data',
        where,
        problem: `line ${i + 2} is damaged.`,
        expected: `${COLUMNS.length} numbers, the last two may be empty`,
        received: line.slice(0, 100),
        fix: 'restore the file from a copy',
      });
    }
    return {
      step,
      epoch,
      learningRate,
      loss,
      accuracy,
      validationLoss,
      validationAccuracy,
    };
  });
}

/** A history kept in memory, in the same text as on disk. */
export class MemoryHistory implements HistorySink {
  #text = HISTORY_HEADER;

  append(row: HistoryRow): Promise<void> {
    this.#text += formatHistoryRow(row);
    return Promise.resolve();
  }

  flush(): Promise<number> {
    return Promise.resolve(this.#text.length);
  }

  truncate(bytes: number): Promise<void> {
    this.#text = this.#text.slice(0, bytes);
    return Promise.resolve();
  }

  /** Content of history.csv. */
  get text(): string {
    return this.#text;
  }
}
