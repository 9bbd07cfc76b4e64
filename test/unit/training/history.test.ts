import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  formatHistoryRow,
  HISTORY_HEADER,
  MemoryHistory,
  parseHistory,
  type HistoryRow,
} from '../../../src/training/history';
import {expectAlexNetError} from '../../support/matchers';

const SEED = 1989;
const ROW: HistoryRow = {step: 3, epoch: 0, learningRate: 0.01, loss: 0.6931471824645996, accuracy: 0.5};

const anyNumber = fc.double({noNaN: true, noDefaultInfinity: true}).map(value => value + 0);
const anyRow = fc
  .record({step: fc.nat(), epoch: fc.nat(), learningRate: anyNumber, loss: anyNumber, accuracy: anyNumber})
  .chain(row =>
    fc
      .option(fc.tuple(anyNumber, anyNumber))
      .map((values): HistoryRow =>
        values === null ? row : {...row, validationLoss: values[0], validationAccuracy: values[1]},
      ),
  );

describe('history.csv', () => {
  it('has one line a step, the validation columns empty where nothing was evaluated', () => {
    expect(HISTORY_HEADER).toBe('step,epoch,learningRate,loss,accuracy,validationLoss,validationAccuracy\n');
    expect(formatHistoryRow(ROW)).toBe('3,0,0.01,0.6931471824645996,0.5,,\n');
    expect(formatHistoryRow({...ROW, validationLoss: 0.5, validationAccuracy: 0})).toBe(
      '3,0,0.01,0.6931471824645996,0.5,0.5,0\n',
    );
  });

  it(`is read as it was written (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(anyRow, {maxLength: 10}), rows => {
        // −0 is written as 0: they are equal.
        const text = HISTORY_HEADER + rows.map(formatHistoryRow).join('');
        expect(HISTORY_HEADER + parseHistory(text).map(formatHistoryRow).join('')).toBe(text);
      }),
      {seed: SEED, numRuns: 200},
    );
  });

  it('is read without a last line that a kill cut off', () => {
    const text = `${HISTORY_HEADER}${formatHistoryRow(ROW)}4,0,0.0`;
    expect(parseHistory(text)).toEqual([ROW]);
  });

  it('is refused when it is something else, or damaged in the middle', async () => {
    await expectAlexNetError(() => parseHistory('a,b\n1,2\n', 'x.csv'), 'bad-data', 'x.csv', 'a,b');
    await expectAlexNetError(
      () => parseHistory(`${HISTORY_HEADER}1,2,?,4,5,,\n`),
      'bad-data',
      'line 2',
      '1,2,?,4,5,,',
    );
  });
});

describe('MemoryHistory', () => {
  it('returns to a position that flush returned', async () => {
    const history = new MemoryHistory();
    await history.append(ROW);
    const position = await history.flush();
    await history.append({...ROW, step: 4});
    await history.truncate(position);
    expect(history.text).toBe(HISTORY_HEADER + formatHistoryRow(ROW));
  });
});
