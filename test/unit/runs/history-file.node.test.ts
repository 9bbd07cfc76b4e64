import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {formatHistoryRow, HISTORY_HEADER} from '../../../src/training/history';
import {sha256Of} from '../../../src/disk/digest.node.js';
import {HistoryFile} from '../../../src/runs/history-file.node';
import {flipBit} from '../../support/flip-bit';
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
    await file.append(row(1));
    await expectAlexNetError(() => file.truncate(1000), 'bad-state', 'at least 1000 bytes', 'fix: restore');
    await file.close();
  });

  it('continues without the rows before, and says so, where the file was deleted', async () => {
    const warnings: string[] = [];
    const path = join(root, 'deleted.csv');
    const file = await HistoryFile.open(path, {onWarning: text => warnings.push(text)});
    await file.truncate(1000, 'a digest');
    await file.append(row(9));
    expect(await file.flush()).toBe(readFileSync(path).length);
    expect(file.digest).toBe(sha256Of(readFileSync(path)));
    await file.close();
    expect(warnings).toEqual([`${path} was missing: it begins anew; the rows of the steps before are lost.`]);
  });

  it('notices every changed byte of the rows before a checkpoint, and says how to resume', async () => {
    const path = join(root, 'flipped.csv');
    const file = await HistoryFile.open(path);
    await file.append(row(1));
    const [bytes, digest] = [await file.flush(), file.digest];
    await file.append(row(2));
    await file.close();
    const whole = readFileSync(path);
    for (let bit = 0; bit < 8 * bytes; bit += 7) {
      flipBit(path, bit);
      const again = await HistoryFile.open(path);
      await expectAlexNetError(
        () => again.truncate(bytes, digest),
        'bad-state',
        path,
        'delete it and resume',
      );
      await again.close();
      writeFileSync(path, whole);
    }
  });

  it('notices rows that are no numbers, where a checkpoint of an earlier version holds no digest', async () => {
    const path = join(root, 'letters.csv');
    writeFileSync(path, `${HISTORY_HEADER}1,0,0.1,x,0.5,,\n`);
    const file = await HistoryFile.open(path);
    const size = readFileSync(path).length;
    await expectAlexNetError(() => file.truncate(size), 'bad-state', 'line 2 is damaged');
    await file.close();
  });

  it('says when the directory is missing', async () => {
    await expectAlexNetError(() => HistoryFile.open(join(root, 'no', 'x.csv')), 'io', 'ENOENT');
  });
});
