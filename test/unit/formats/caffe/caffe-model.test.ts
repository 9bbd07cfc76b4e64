import {expect, it} from 'vitest';
import {isMessage, listOf, messageOf} from '../../../../src/formats/caffe/caffe-model';

it('fields are read as none, one or many, and messages as empty where there are none', () => {
  const message = {one: 1, many: [1, 2], inner: {a: 1}};
  expect(['none', 'one', 'many', 'toString'].map(field => listOf(message, field))).toEqual([
    [],
    [1],
    [1, 2],
    [],
  ]);
  expect([messageOf(message, 'inner'), messageOf(message, 'one')]).toEqual([{a: 1}, {}]);
  expect([isMessage({}), isMessage([]), isMessage('a'), isMessage(undefined)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
