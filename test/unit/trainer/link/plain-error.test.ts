import {expect, it} from 'vitest';
import {AlexNetError} from '../../../../src/errors';
import {fromPlainError, toPlainError} from '../../../../src/trainer/link/plain-error';

const crossed = (thrown: unknown): Error => fromPlainError(structuredClone(toPlainError(thrown)));

it('an AlexNetError crosses threads with its class, code, fields, details and cause', () => {
  const error = new AlexNetError({
    code: 'bad-data',
    where: 'image "a"',
    problem: 'it is damaged.',
    expected: 'a photo',
    received: 'noise',
    fix: 'leave it out',
    details: {at: 3},
    cause: new RangeError('too short'),
  });
  const found = crossed(error);
  expect(found).toBeInstanceOf(AlexNetError);
  const {code, where, problem, expected, received, fix, details, message, stack} = error;
  expect(found).toMatchObject({code, where, problem, expected, received, fix, details, message, stack});
  expect(found.cause).toMatchObject({name: 'RangeError', message: 'too short'});
});

it('other errors keep name and message, and anything thrown becomes an error', () => {
  expect(crossed(new TypeError('no'))).toMatchObject({name: 'TypeError', message: 'no'});
  expect(crossed('just text')).toMatchObject({name: 'Error', message: 'just text'});
});

it('details that cannot be copied are left out', () => {
  const details = {call: () => 1};
  const found = crossed(new AlexNetError({code: 'io', where: 'a', problem: 'b.', details}));
  expect(found).toMatchObject({code: 'io', details: undefined});
});
