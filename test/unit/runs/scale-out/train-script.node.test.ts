import {describe, expect, it} from 'vitest';
import {readTrainScripts} from '../../../../src/runs/scale-out/train-script.node';

describe('readTrainScripts', () => {
  it('returns the files of the training in PyTorch, each short enough to be read', async () => {
    const texts = await readTrainScripts();
    expect(Object.keys(texts)[0]).toBe('train_ddp.py');
    for (const text of Object.values(texts)) {
      expect(text.split('\n').length).toBeLessThan(400);
      expect(text).toContain('torch');
    }
  });
});
