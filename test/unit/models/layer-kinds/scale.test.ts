import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {expectAsPlanned, planOf} from '../../../support/planned-row';

describe('scale', () => {
  it('has a factor and a shift per channel, or the factor alone', () => {
    expectAsPlanned({kind: 'scale', name: 's'}, [3, 3, 4]);
    expectAsPlanned({kind: 'scale', name: 's', useBias: false}, [4]);
    expect(planOf({kind: 'scale', name: 's'}, [4]).parameters).toBe(8);
    expect(planOf({kind: 'scale', name: 's', useBias: false}, [4]).parameters).toBe(4);
  });
});
