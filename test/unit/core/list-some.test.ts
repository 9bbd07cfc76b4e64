import {expect, it} from 'vitest';
import {listSome} from '../../../src/core/list-some';

it('listSome lists short lists whole, and of long ones the first names and the number of the others', () => {
  expect(listSome(['a', 'b'])).toBe('a, b');
  expect(listSome(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
  const names = Array.from({length: 1000}, (_, i) => `class ${i}`);
  expect(listSome(names).length).toBeLessThan(120);
});
