import {createHash} from 'node:crypto';
import {expect, it} from 'vitest';
import {sha256Of} from '../../../src/trainer/sha256';

it('sha256Of is that of Node, for bytes and text', async () => {
  const expected = createHash('sha256').update('Łódź').digest('hex');
  expect(await sha256Of('Łódź')).toBe(expected);
  const bytes = new TextEncoder().encode('__Łódź');
  expect(await sha256Of(bytes.subarray(2))).toBe(expected);
});
