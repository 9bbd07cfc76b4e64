/** The cases of the conformance suite: values and gradients of each op. Works in Node and in pages. */
import type {ConformanceCase} from './case';
import {CONVOLUTION_CASES} from './convolution';
import {ELEMENTWISE_CASES} from './elementwise';
import {KIND_CASES} from './kinds';
import {LAYER_CASES} from './layers';
import {LOSS_CASES} from './losses';
import {OWN_CASES} from './own';
import {POOLING_CASES} from './pooling';
import {REARRANGING_CASES} from './rearranging';
import {UP_SAMPLING_CASES} from './up-sampling';

/** Every case, in the order of the table. */
export const CASES: ConformanceCase[] = [
  ...OWN_CASES,
  ...CONVOLUTION_CASES,
  ...POOLING_CASES,
  ...LAYER_CASES,
  ...KIND_CASES,
  ...UP_SAMPLING_CASES,
  ...LOSS_CASES,
  ...ELEMENTWISE_CASES,
  ...REARRANGING_CASES,
];
