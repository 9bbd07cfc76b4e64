import {describe, expect, it} from 'vitest';
import {listPresets} from '../../../src/presets/presets';
import {alexnet, alexnetJson} from '../../support/in-process';

interface Description {
  parameters: number;
  multiplyAdds: number;
  layers: {name: string; parameters: number; multiplyAdds: number}[];
  memory: {weights: number; training: number; activationsPerPhoto: number};
}

describe('alexnet describe', () => {
  it('reports the sums of its layers, and three times the weights as memory of training', async () => {
    const {code, result} = await alexnetJson<Description>('describe', 'alexnet-mini');
    const sum = (of: 'parameters' | 'multiplyAdds'): number =>
      result.layers.reduce((total, layer) => total + layer[of], 0);
    expect(code).toBe(0);
    expect([sum('parameters'), sum('multiplyAdds')]).toEqual([result.parameters, result.multiplyAdds]);
    expect(result.memory.weights).toBe(4 * result.parameters);
    expect(result.memory.training).toBe(3 * result.memory.weights);
  });

  it('shows people a line per layer', async () => {
    const {code, stdout} = await alexnet('describe', 'alexnet-mini');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^layer +type +output/);
    expect(stdout).toMatch(/\nfc7 /);
    expect(stdout).toMatch(/\nparameters +[\d,]+\n/);
  });

  it('refuses an unknown name with code 2 and suggests the nearest known one', async () => {
    const {code, stderr} = await alexnet('describe', 'alexnet-mimi');
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "alexnet-mini"?');
  });

  it('lists every preset in its help', async () => {
    const {stdout} = await alexnet('describe', '--help');
    for (const id of listPresets()) {
      expect(stdout).toContain(id);
    }
  });

  it('does not take a path for the name of a preset', async () => {
    const file = await alexnet('describe', import.meta.filename);
    expect(file).toMatchObject({code: 1, stdout: ''});
    expect(file.stderr).toContain(`received: a file, ${import.meta.filename}`);
    expect(file.stderr).toContain('pass the directory');
    const missing = await alexnet('describe', 'runs/none');
    expect(missing).toMatchObject({code: 1, stdout: ''});
    expect(missing.stderr).toContain('model directory "runs/none"');
  });
});
