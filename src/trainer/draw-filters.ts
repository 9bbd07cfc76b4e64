import {drawFilterGrid} from '../drawing/filter-grid';
import {firstFilters} from '../models/first-filters';
import type {Network} from './current-network';
import type {TrainerFilters} from './network-types';

/** Width that a filter is drawn with: readable, and small enough for a phone. */
const FILTER_PX = 40;
/** Filters per row: as many as a phone shows. */
const COLUMNS = 8;
/** Separates filters of only 3 × 3 pixels. */
const GAP_PX = 6;

/** Draws the filters of the first convolution; undefined where there is none. */
export async function drawFilters({model, preprocessing}: Network): Promise<TrainerFilters | undefined> {
  const filters = await firstFilters(model, preprocessing);
  if (filters === undefined) {
    return undefined;
  }
  const scale = Math.max(2, Math.round(FILTER_PX / (filters.shape[0] ?? 1)));
  const {channelOrder} = preprocessing;
  const options = {scale, gapPx: GAP_PX, columns: COLUMNS, channelOrder};
  return {layer: filters.layer, image: drawFilterGrid(filters, options)};
}
