/** The network in an exported page: its files in base64, in `<script type="text/plain" data-file="NAME">` elements. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  evaluationTransform,
  parsePreprocessing,
  registerLayers,
  topK,
  type ClassScore,
  type Preprocessing,
} from 'tfjs-alexnet';
import {squareOf} from '../worker/read-photo';

export interface EmbeddedNetwork {
  preprocessing: Preprocessing;
  /** All classes, the best first; the score is the probability. A bitmap is closed. */
  predict(image: Blob | ImageBitmap, name: string): Promise<ClassScore[]>;
}

/** Reads the network of this page. A backend must be in use. */
export async function embeddedNetwork(): Promise<EmbeddedNetwork> {
  const preprocessing = parsePreprocessing(
    new TextDecoder().decode(embeddedFile('preprocessing.json')),
    'preprocessing.json',
  );
  const {modelTopology, weightsManifest} = JSON.parse(
    new TextDecoder().decode(embeddedFile('model.json')),
  ) as tf.io.ModelJSON;
  registerLayers();
  const model = await tfl.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({weights}) => weights),
      weightData: embeddedFile('weights.bin').buffer,
    }),
  );
  const transform = evaluationTransform(preprocessing);
  const side = preprocessing.resizeShorterSide;
  return {
    preprocessing,
    predict: async (image, name) => {
      const square = await squareOf(image, name, side);
      const output = tf.tidy(
        () => model.predict(transform(tf.tensor4d(square, [1, side, side, 3], 'int32'))) as tf.Tensor2D,
      );
      const scores = await output.data();
      output.dispose();
      return topK(scores, preprocessing.classes.length, preprocessing.classes);
    },
  };
}

/** The bytes of a file, which is divided into several elements. They are removed, so that only one copy stays. */
function embeddedFile(name: string): Uint8Array<ArrayBuffer> {
  const elements = [...document.querySelectorAll(`script[data-file="${name}"]`)];
  const parts = elements.map(element => {
    const bytes = fromBase64(element.textContent);
    element.remove();
    return bytes;
  });
  const whole = new Uint8Array(parts.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function fromBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = characters.charCodeAt(at);
  }
  return bytes;
}
