import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {formatHistoryRow, HISTORY_HEADER} from '../../../src/training/history';
import {HistoryFile} from '../../../src/runs/history-file.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const root = temporaryDirectory();
const row = (step: number) => ({step, epoch: 0, learningRate: 0.1, loss: 1, accuracy: 0.5});

describe('HistoryFile', () => {
  it('starts with the header and continues where it ended', async () => {
    const path = join(root, 'history.csv');
    const file = await HistoryFile.open(path);
    await file.append(row(1));
    expect(await file.flush()).toBe(HISTORY_HEADER.length + formatHistoryRow(row(1)).length);
    await file.close();
    const again = await HistoryFile.open(path);
    await again.append(row(2));
    await again.close();
    expect(readFileSync(path, 'utf8')).toBe(
      HISTORY_HEADER + formatHistoryRow(row(1)) + formatHistoryRow(row(2)),
    );
  });

  it('forgets what came after a position', async () => {
    const path = join(root, 'cut.csv');
    const file = await HistoryFile.open(path);
    const position = await file.flush();
    await file.append(row(1));
    await file.truncate(position);
    await file.append(row(7));
    await file.close();
    expect(readFileSync(path, 'utf8')).toBe(HISTORY_HEADER + formatHistoryRow(row(7)));
  });

  it('begins anew when a kill cut the header', async () => {
    const path = join(root, 'header.csv');
    writeFileSync(path, 'step,ep');
    await (await HistoryFile.open(path)).close();
    expect(readFileSync(path, 'utf8')).toBe(HISTORY_HEADER);
  });

  it('says when the file is shorter than the checkpoint remembers', async () => {
    const file = await HistoryFile.open(join(root, 'short.csv'));
    await expectAlexNetError(() => file.truncate(1000), 'bad-state', 'at least 1000 bytes', 'fix: restore');
    await file.close();
  });

  it('says when the directory is missing', async () => {
    await expectAlexNetError(() => HistoryFile.open(join(root, 'no', 'x.csv')), 'io', 'ENOENT');
  });
});
