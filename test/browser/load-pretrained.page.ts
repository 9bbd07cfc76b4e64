/** Runs in a page: loads weights twice from a server, and says where they came from. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {loadPretrained, type PretrainedWeights} from 'tfjs-alexnet';

export interface PageInput {
  record: PretrainedWeights;
  /** Path of a folder on the server of the page. */
  mirror: string;
}

export interface PageResult {
  /** Where the weights came from: first, again, both of two at a time, and after the entry was damaged. */
  from: string[];
  /** Sums of the outputs for one input. */
  outputs: number[][];
  notes: string[];
  entries: string[];
}

export default async function run({record, mirror}: PageInput): Promise<PageResult> {
  await tf.setBackend('cpu');
  const result: PageResult = {from: [], outputs: [], notes: [], entries: []};
  const load = async (): Promise<void> => {
    const {model, from} = await loadPretrained(record, {
      mirror: new URL(mirror, location.href).href,
      onNote: text => result.notes.push(text),
    });
    result.from.push(from);
    result.outputs.push([...(model.predict(tf.ones([1, 32, 32, 1])) as tf.Tensor).dataSync()]);
    model.dispose();
  };
  await load();
  await load();
  const cache = await caches.open('tfjs-alexnet-weights');
  const [entry] = await cache.keys();
  if (entry !== undefined) {
    await cache.put(entry, new Response('damaged'));
  }
  await Promise.all([load(), load()]);
  result.entries = (await cache.keys()).map(({url}) => url);
  return result;
}
