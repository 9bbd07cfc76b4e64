import {expect, it} from 'vitest';
import {SQUEEZENET_1_0} from '../../../../src/presets/networks/squeezenet-1-0';

it('squeezenet1.0 has its authors’ order of modules and pools', () => {
  const outer = SQUEEZENET_1_0.layers.map(row => row.name).filter(name => !name.includes('/'));
  expect(outer.join(' ')).toBe(
    'conv1 pool1 fire2 fire3 fire4 pool4 fire5 fire6 fire7 fire8 pool8 fire9 drop9 conv10 pool10 prob',
  );
  expect(SQUEEZENET_1_0.layers.find(row => row.name === 'conv1')).toMatchObject({
    filters: 96,
    kernelSize: 7,
    strides: 2,
  });
});
