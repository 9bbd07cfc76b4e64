import {expect, it} from 'vitest';
import {opfsError} from '../../../../src/trainer/page/opfs-error';

it('opfsError says what to do: another line for a full disk than for a refusal; an AlexNetError stays', () => {
  const full = opfsError('writing a', new DOMException('full', 'QuotaExceededError'));
  expect([full.code, full.fix]).toEqual(['io', expect.stringContaining('removeRun')]);
  const refused = opfsError('writing a', new DOMException('busy', 'NoModificationAllowedError'));
  expect([refused.code, refused.fix, refused.received]).toEqual([
    'io',
    expect.stringContaining('other tabs'),
    'NoModificationAllowedError: busy',
  ]);
  expect(opfsError('reading', refused)).toBe(refused);
});
