import {it} from 'vitest';
import {FINE_TUNE} from '../../../../src/presets/recipes/fine-tune';
import {resolveTrainOnPhotosOptions} from '../../../../src/runs/resolve-train-on-photos-options';
import {expectAlexNetError} from '../../../support/matchers';

it('fine-tune asks for the weights that it needs', async () => {
  const {title: _title, reasons: _reasons, ...settings} = FINE_TUNE;
  await expectAlexNetError(
    () => resolveTrainOnPhotosOptions({...settings, data: 'photos', out: 'run'}),
    'bad-argument',
    'oldLayersRate changes nothing without weights',
  );
});
