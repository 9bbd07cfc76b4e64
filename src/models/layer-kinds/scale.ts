import {channelScale} from '../../layers/channel-scale';
import type {ScaleRow} from '../../presets/layer-row';
import {channelsOf, sameShape} from './check-shapes';
import type {LayerKind} from './layer-kind';

/** A learned factor and shift per channel. */
export const scale: LayerKind<ScaleRow, 'ChannelScale'> = {
  plan: ({useBias = true}, inputs) => ({
    ...sameShape(inputs),
    parameters: (useBias ? 2 : 1) * channelsOf(inputs[0]),
  }),
  make: ({name, useBias = true}) => channelScale({name, useBias}),
  className: () => 'ChannelScale',
  classes: {ChannelScale: {keepsOrder: true, isPointwise: true}},
  weights: {gamma: 'scale', beta: 'offset'},
};
