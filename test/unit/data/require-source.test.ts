import {it} from 'vitest';
import {requireSource} from '../../../src/data/require-source';
import {expectAlexNetError} from '../../support/matchers';

it('says how to make a source', async () => {
  requireSource('f', 'data', {count: 0, imageShape: [], labels: [], read: () => undefined});
  await expectAlexNetError(
    () => {
      requireSource('f', 'data', {labels: [], shape: [1]});
    },
    'bad-argument',
    'data = {labels, shape}, without count, imageShape, read',
    'openPhotos(await photoFolder(directory)',
  );
});
