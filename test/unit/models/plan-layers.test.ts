import {describe, expect, it} from 'vitest';
import {planLayers} from '../../../src/models/plan-layers';
import {ALEXNET} from '../../../src/presets/networks/alexnet';
import {expectAlexNetError} from '../../support/matchers';

describe('planLayers', () => {
  it('says which layer swallows the image, and the smallest image that would do', async () => {
    const error = await expectAlexNetError(
      () => planLayers(ALEXNET, {inputShape: [64, 64, 3]}),
      'bad-shape',
      '"pool5"',
      '[64, 64, 3]',
      'alexnet-mini',
    );
    const smallest = Number(/at least (\d+)/.exec(error.message)?.[1]);
    expect(
      planLayers(ALEXNET, {inputShape: [smallest, smallest, 3]}).every(
        layer => Math.min(...layer.outputShape) > 0,
      ),
    ).toBe(true);
    await expectAlexNetError(
      () => planLayers(ALEXNET, {inputShape: [smallest - 1, smallest - 1, 3]}),
      'bad-shape',
      'pool5',
    );
  });

  it('says so at once however far the image is from large enough', async () => {
    await expectAlexNetError(
      () => planLayers(ALEXNET, {inputShape: [11, 400, 3]}),
      'bad-shape',
      '[11, 400, 3]',
      'at least 67 × 67',
    );
  });

  it('leaves out what is switched off', () => {
    const kinds = planLayers(ALEXNET, {lrn: false, activation: 'linear'}).map(layer => layer.row.kind);
    expect(kinds).not.toContain('lrn');
    expect(kinds).not.toContain('softmax');
    expect(planLayers(ALEXNET).filter(layer => layer.row.kind === 'lrn')).toHaveLength(2);
  });

  it.each([
    [{classes: 1}, 'bad-argument' as const, 'classes = 1'],
    [{inputShape: [227, 227]}, 'bad-shape' as const, '[227,227]'],
    [{inputShape: [227, 0, 3]}, 'bad-argument' as const, 'inputShape[1] = 0'],
  ])('refuses %o', async (options, code, received) => {
    await expectAlexNetError(() => planLayers(ALEXNET, options), code, received);
  });
});
