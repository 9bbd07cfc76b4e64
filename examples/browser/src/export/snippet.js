// npm install tfjs-alexnet @tensorflow/tfjs-core @tensorflow/tfjs-layers
// Unpack model.zip into the folder "model", beside the page.
import * as tf from '@tensorflow/tfjs-core';
import {loadLayersModel} from '@tensorflow/tfjs-layers';
import {evaluationTransform, parsePreprocessing, registerLayers, topK} from 'tfjs-alexnet';
import {useWasm} from 'tfjs-alexnet/wasm';

await useWasm();
registerLayers();
const model = await loadLayersModel('model/model.json');
const text = await (await fetch('model/preprocessing.json')).text();
const preprocessing = parsePreprocessing(text);
const transform = evaluationTransform(preprocessing);

/** Predicts an ImageBitmap: await predict(await createImageBitmap(imageOrVideo)) */
export async function predict(image) {
  const side = preprocessing.resizeShorterSide;
  const shorter = Math.min(image.width, image.height);
  const [left, top] = [(image.width - shorter) / 2, (image.height - shorter) / 2];
  const context = new OffscreenCanvas(side, side).getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, left, top, shorter, shorter, 0, 0, side, side);
  const pixels = context.getImageData(0, 0, side, side);
  const output = tf.tidy(() => model.predict(transform(tf.expandDims(tf.browser.fromPixels(pixels)))));
  const scores = await output.data();
  output.dispose();
  return topK(scores, 3, preprocessing.classes); // [{label, index, score}, …]
}
