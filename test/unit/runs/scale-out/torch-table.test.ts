import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {PRESETS} from '../../../../src/presets/presets';
import {requireTorchTable, TORCH_KINDS} from '../../../../src/runs/scale-out/torch-table';

const script = readFileSync(
  resolve(import.meta.dirname, '../../../../assets/scale-out/job_network.py'),
  'utf8',
);

describe('requireTorchTable', () => {
  it('accepts every preset', () => {
    expect(Object.keys(PRESETS).length).toBeGreaterThan(10);
    Object.values(PRESETS).forEach(requireTorchTable);
  });

  it('knows the layer kinds of job_network.py, and the softmax, which belongs to the loss there', () => {
    const [, table = ''] = /^KINDS = \{$(.*?)^\}$/ms.exec(script) ?? [];
    const kinds = [...table.matchAll(/^ {4}'(\w+)':/gm)].map(([, kind]) => kind);
    expect([...kinds, 'softmax'].sort()).toEqual([...TORCH_KINDS].sort());
  });

  it('names the layers that PyTorch would not compute', () => {
    const layers = [{kind: 'elu', name: 'e1'} as const, {kind: 'softmax', name: 'prob'} as const];
    expect(() => {
      requireTorchTable({id: 'own', layers});
    }).toThrow(/e1 \(elu\)/);
    expect(() => {
      requireTorchTable({id: 'own', layers: [{kind: 'flatten', name: 'f'}]});
    }).toThrow(/no softmax/);
  });
});
