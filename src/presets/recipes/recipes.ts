import type {Recipe} from '../train-settings';
import {FINE_TUNE} from './fine-tune';
import {PAPER} from './paper';
import {REPRODUCTION} from './reproduction';
import {SMALL_DATA} from './small-data';
import {TRANSFER} from './transfer';

/** Every recipe by its name. */
export const RECIPES: Readonly<Record<string, Recipe>> = Object.freeze({
  paper: PAPER,
  reproduction: REPRODUCTION,
  'small-data': SMALL_DATA,
  transfer: TRANSFER,
  'fine-tune': FINE_TUNE,
});
