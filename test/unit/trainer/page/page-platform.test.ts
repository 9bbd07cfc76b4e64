import {expect, it} from 'vitest';
import {pagePlatform} from '../../../../src/trainer/page/page-platform';
import {expectAlexNetError} from '../../../support/matchers';

it('pagePlatform starts wasm, and the backends that the worker brings', async () => {
  const platform = pagePlatform({mine: () => Promise.resolve()});
  expect(await platform.startBackend({threads: 1})).toMatchObject({backend: 'wasm', threads: 1});
  expect(await platform.startBackend({backend: 'mine'})).toEqual({backend: 'mine'});
  await expectAlexNetError(
    () => platform.startBackend({backend: 'webgpu'}),
    'bad-argument',
    '"webgpu"',
    'wasm, mine',
  );
});
