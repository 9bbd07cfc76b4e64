import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {registerLayers} from '../../src/layers/register-layers';

/** A model after saving it as JSON and bytes and opening it. */
export async function saveAndLoad(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  registerLayers();
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(artifacts => {
      saved = artifacts;
      return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
    }),
  );
  const topology = JSON.parse(JSON.stringify(saved?.modelTopology)) as tf.io.ModelJSON['modelTopology'];
  return tfl.loadLayersModel(tf.io.fromMemory({...saved, modelTopology: topology}));
}
