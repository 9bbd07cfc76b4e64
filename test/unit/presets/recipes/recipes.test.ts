import {describe, expect, it} from 'vitest';
import {RECIPES} from '../../../../src/presets/recipes/recipes';
import {FINE_TUNE} from '../../../../src/presets/recipes/fine-tune';
import {PAPER} from '../../../../src/presets/recipes/paper';
import {REPRODUCTION} from '../../../../src/presets/recipes/reproduction';
import {SMALL_DATA} from '../../../../src/presets/recipes/small-data';
import {TRANSFER} from '../../../../src/presets/recipes/transfer';
import {checkSettings} from '../../../../src/runs/settings/check-settings';

describe('the recipes', () => {
  it('are paper, reproduction, small-data, transfer and fine-tune', () => {
    expect(RECIPES).toEqual({
      paper: PAPER,
      reproduction: REPRODUCTION,
      'small-data': SMALL_DATA,
      transfer: TRANSFER,
      'fine-tune': FINE_TUNE,
    });
  });

  it.each(Object.entries(RECIPES))(
    '%s has a reason for each setting, and only valid settings',
    (name, recipe) => {
      const {title, reasons = {}, ...settings} = recipe;
      expect(title).toMatch(/\.$/);
      expect(Object.keys(reasons).sort()).toEqual(Object.keys(settings).sort());
      expect(checkSettings(settings, name)).toEqual(settings);
      expect(JSON.parse(JSON.stringify(recipe))).toEqual(recipe);
    },
  );
});
