import {expect, it} from 'vitest';
import {SQUEEZENET_1_1} from '../../../../src/presets/networks/squeezenet-1-1';

it('squeezenet1.1 has its authors’ order of modules and pools', () => {
  const outer = SQUEEZENET_1_1.layers.map(row => row.name).filter(name => !name.includes('/'));
  expect(outer.join(' ')).toBe(
    'conv1 pool1 fire2 fire3 pool3 fire4 fire5 pool5 fire6 fire7 fire8 fire9 drop9 conv10 pool10 prob',
  );
  expect(SQUEEZENET_1_1.layers.find(row => row.name === 'conv1')).toMatchObject({
    filters: 64,
    kernelSize: 3,
    strides: 2,
  });
});
