import {describe, expect, it} from 'vitest';
import {TORCHVISION_MODULES} from '../../../src/weights/key-map-torchvision';
import {PRESETS} from '../../../src/presets/presets';

describe("torchvision's modules", () => {
  it.each(Object.entries(TORCHVISION_MODULES))(
    'of %s are one for each layer with weights of its preset',
    (id, modules) => {
      const weighted = (PRESETS[id]?.layers ?? []).filter(({kind}) =>
        ['conv', 'dense', 'batchNorm'].includes(kind),
      );
      expect(Object.keys(modules)).toEqual(weighted.map(({name}) => name));
      expect(new Set(Object.values(modules)).size).toBe(weighted.length);
    },
  );
});
