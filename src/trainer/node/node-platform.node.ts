import {chooseBackend, type ChooseBackendOptions} from '../../backends/choose-backend.node.js';
import {decodeSquare} from '../../data/decode-photo.node.js';
import {AlexNetError} from '../../errors';
import {nodePlatform} from '../../pretrained/node-platform.node.js';
import {folderRuns} from './folder-runs.node.js';
import {isBlob} from '../sendable-images';
import type {TrainerPlatform} from '../trainer-platform';

/** Node: backends as in `chooseBackend`, photos decoded by `sharp`, runs in a folder. */
export const NODE_PLATFORM: TrainerPlatform = {
  startBackend: async ({backend, threads}) => {
    const prefer = backend as ChooseBackendOptions['prefer'];
    const {backend: started, ...found} = await chooseBackend({prefer, threads});
    const {oneThreadBecause} = found;
    return {
      backend: started,
      ...(found.threads === undefined ? {} : {threads: found.threads}),
      ...(oneThreadBecause === undefined ? {} : {oneThreadBecause}),
    };
  },
  decodeSquare: async (image, side, name) => {
    if (image instanceof Uint8Array || image instanceof ArrayBuffer) {
      return decodeSquare(new Uint8Array(image as ArrayBuffer), side);
    }
    if (isBlob(image)) {
      return decodeSquare(new Uint8Array(await image.arrayBuffer()), side);
    }
    throw new AlexNetError({
      code: 'unsupported',
      where: `image "${name}"`,
      problem: 'Node has no image bitmaps.',
      expected: 'pixels, a Blob, or the bytes of a photo',
      received: 'another object',
      fix: 'pass the bytes of the file: await readFile(path)',
    });
  },
  pretrained: () => nodePlatform({}),
  openRuns: folderRuns,
};
