import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {errorCode, ioError} from '../disk/atomic-file.node.js';
import {sha256Of} from '../disk/digest.node.js';
import {AlexNetError} from '../errors';
import {formatHistoryRow, parseHistory, type HistoryRow} from '../training/history';
import type {TrainState} from '../training/train-state';
import {CheckpointStore} from './checkpoint-store.node.js';

/**
 * Reads the history of a run and verifies it: the rows until the last checkpoint against the digest in it, the row after
 * them against the one that the checkpoint holds. Other rows after the checkpoint are left out, with a
 * warning; a resumed run computes them again. Empty where there is no history.
 *
 * @throws bad-data if a row was changed.
 */
export async function readRunHistory(
  directory: string,
  onWarning: (message: string) => void = console.warn,
): Promise<HistoryRow[]> {
  const path = join(directory, 'history.csv');
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw ioError(`reading ${path}`, error);
  }
  const store = await CheckpointStore.open(directory, {readOnly: true, onWarning});
  const state = (await store.lastState()) as Partial<TrainState> | undefined;
  // A run of an earlier version, or one whose checkpoints were deleted.
  if (state?.historyDigest === undefined) {
    return parseHistory(bytes.toString(), path);
  }
  const {historyBytes = 0, historyDigest} = state;
  const verified = bytes.subarray(0, historyBytes);
  const actual = sha256Of(verified);
  if (actual !== historyDigest) {
    throw new AlexNetError({
      code: 'bad-data',
      where: path,
      problem: 'the file is not what the run wrote: it was damaged, or edited.',
      expected: `sha256 ${historyDigest} of the first ${historyBytes} bytes`,
      received: `sha256 ${actual}`,
      fix: 'restore the file from a copy, or delete it: then there are no curves',
    });
  }
  const rest = bytes.subarray(historyBytes).toString();
  const isHeld = heldRows(state).some(row => formatHistoryRow(row) === rest);
  if (rest !== '' && !isHeld) {
    onWarning(`${path}: the rows after the last checkpoint are left out; a resumed run computes them again.`);
  }
  return parseHistory(verified.toString() + (isHeld ? rest : ''), path);
}

/** The forms that the row of a checkpoint may have in the file: as it was computed, and with the last evaluation. */
function heldRows({heldRow, finalEvaluation}: Partial<TrainState>): HistoryRow[] {
  if (heldRow === undefined) {
    return [];
  }
  const {loss: validationLoss, accuracy: validationAccuracy} = finalEvaluation ?? {};
  return [heldRow, {...heldRow, validationLoss, validationAccuracy}];
}
