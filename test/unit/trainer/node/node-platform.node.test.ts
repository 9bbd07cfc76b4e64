import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, it} from 'vitest';
import {encodePng} from '../../../../src/drawing/encode-png';
import {folderRuns} from '../../../../src/trainer/node/folder-runs.node.js';
import {NODE_PLATFORM} from '../../../../src/trainer/node/node-platform.node.js';
import {expectAlexNetError} from '../../../support/matchers';

describe('NODE_PLATFORM', () => {
  it('starts backends as chooseBackend does', async () => {
    expect(await NODE_PLATFORM.startBackend({backend: 'cpu'})).toEqual({backend: 'cpu', threads: 1});
    expect(tf.getBackend()).toBe('cpu');
    await expectAlexNetError(() => NODE_PLATFORM.startBackend({backend: 'cqu'}), 'bad-argument', 'cpu');
  });

  it('decodes the bytes of a photo, however they come', async () => {
    const png = await encodePng({width: 4, height: 4, data: new Uint8Array(64).fill(200)});
    const bytes = Uint8Array.from(png);
    for (const image of [bytes, bytes.buffer, new Blob([bytes])]) {
      const square = await NODE_PLATFORM.decodeSquare(image, 2, 'a');
      expect([...square]).toEqual(Array.from({length: 12}, () => 200));
    }
    const bitmap = {width: 1, height: 1, close: () => undefined};
    await expectAlexNetError(() => NODE_PLATFORM.decodeSquare(bitmap, 2, 'a'), 'unsupported', 'readFile');
  });

  it('saves runs in a folder', () => {
    const {openRuns} = NODE_PLATFORM as unknown as Record<string, unknown>;
    expect(openRuns).toBe(folderRuns);
  });
});
