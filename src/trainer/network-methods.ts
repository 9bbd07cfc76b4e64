import {checksFor} from '../core/check';
import {evaluateModel} from '../evaluation/evaluate-model';
import {predictImages} from '../evaluation/predict-images';
import {AlexNetError} from '../errors';
import type {CurrentNetwork, Network} from './current-network';
import {drawFilters} from './draw-filters';
import type {CallContext} from './link/serve-calls';
import {EXPORT_FORMATS, modelFiles} from './files/model-files';
import type {ClassResult, TrainerNetwork} from './network-types';
import type {PhotoBlob} from './image-types';
import type {SentImage} from './sendable-images';
import type {TrainerCalls, TrainerEvent} from './trainer-events';
import type {TrainerPlatform} from './trainer-platform';
import {sourceOfSquares, toSquares, type SquareSet} from './training-set';

/** The names of the methods that use the network of a trainer. */
type NetworkCalls = Pick<
  TrainerCalls,
  'predict' | 'evaluate' | 'network' | 'filters' | 'activations' | 'occlusion' | 'openModel' | 'exportModel'
>;

type Methods = {
  [Name in keyof NetworkCalls]: (
    args: NetworkCalls[Name][0],
    context: CallContext,
  ) => Promise<NetworkCalls[Name][1]>;
};

/** The methods of a trainer that use its current network, or replace it. */
export function networkMethods(current: CurrentNetwork, platform: TrainerPlatform): Methods {
  /** Images without labels as the network takes them. */
  const squaresOf = (
    images: SentImage[],
    {preprocessing}: Network,
    signal: AbortSignal,
  ): Promise<SquareSet> => {
    const labels = images.map(() => -1);
    const names = images.map((_, at) => String(at));
    return toSquares({images, labels, names}, preprocessing.resizeShorterSide, platform, signal);
  };

  return {
    predict: ({images, top}, {signal}) =>
      current.use('trainer.predict', async network => {
        const {model, preprocessing} = network;
        const squares = await squaresOf(images, network, signal);
        const source = sourceOfSquares(squares, preprocessing.classes);
        try {
          const predictions = await predictImages(model, source, {preprocessing, top, signal});
          return predictions.map(prediction => prediction.top);
        } finally {
          source.dispose();
        }
      }),

    evaluate: ({data}, {signal}) =>
      current.use('trainer.evaluate', async ({model, preprocessing, validation}) => {
        const {classes, resizeShorterSide} = preprocessing;
        const squares =
          data === undefined ? validation : await toSquares(data, resizeShorterSide, platform, signal);
        if (squares === undefined) {
          throw noValidation();
        }
        const source = sourceOfSquares(squares, classes);
        try {
          const options = {preprocessing, signal, predictions: true};
          const {predictions = [], ...report} = await evaluateModel(model, source, options);
          return {...report, perClass: resultsPerClass(report), predictions};
        } finally {
          source.dispose();
        }
      }),

    network: () =>
      current.isThere
        ? current.use('trainer.network', network => Promise.resolve(describeNetwork(network)))
        : Promise.resolve(undefined),

    filters: () => current.use('trainer.filters', drawFilters),

    activations: ({image, layer, options}, {signal}) =>
      current.use('trainer.activations', async network => {
        const {drawActivations} = await import('./draw-network');
        return drawActivations(network, await squaresOf([image], network, signal), layer, options);
      }),

    occlusion: ({image}, {signal, emit}) =>
      current.use('trainer.occlusion', async network => {
        const {drawOcclusion} = await import('./draw-network');
        return drawOcclusion(network, await squaresOf([image], network, signal), {
          signal,
          onProgress: (done, total) => {
            const event: TrainerEvent = {kind: 'done', done, total};
            emit(event);
          },
        });
      }),

    openModel: async sent => {
      const [{openModelFiles, partsOf}, {unzipParts}] = await Promise.all([
        import('./files/open-model-files'),
        import('./files/model-archive'),
      ]);
      const parts = 'files' in sent ? partsOf(sent.files) : unzipParts(await bytesOf(sent.zip), sent.name);
      const network = await openModelFiles(parts);
      current.replace(network);
      return describeNetwork(network);
    },

    exportModel: ({format}) => {
      const known = checksFor('trainer.exportModel').oneOf('format', format, EXPORT_FORMATS);
      return current.use('trainer.exportModel', network => modelFiles(network, known));
    },
  };
}

/** What a page needs to know of a network. */
export function describeNetwork({model, preprocessing}: Network): TrainerNetwork {
  const maps = model.layers.filter(
    layer => layer.getClassName() !== 'InputLayer' && layer.outputShape.length === 4,
  );
  return {
    preset: preprocessing.preset ?? model.name,
    classes: [...preprocessing.classes],
    mapLayers: maps.map(({name}) => name),
    inputShape: [...preprocessing.inputShape],
    resizeShorterSide: preprocessing.resizeShorterSide,
  };
}

function resultsPerClass({classes, confusion}: {classes: string[]; confusion: number[][]}): ClassResult[] {
  return classes.map((label, at) => {
    const row = confusion[at] ?? [];
    const count = row.reduce((sum, value) => sum + value, 0);
    return {label, count, accuracy: (row[at] ?? 0) / count};
  });
}

async function bytesOf(zip: PhotoBlob | Uint8Array | ArrayBuffer): Promise<Uint8Array> {
  return zip instanceof Uint8Array
    ? zip
    : new Uint8Array(zip instanceof ArrayBuffer ? zip : await zip.arrayBuffer());
}

function noValidation(): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: 'trainer.evaluate',
    problem: 'there are no images to evaluate on.',
    expected: 'labeled images, or a network that was trained here with a validation set',
    received: 'neither',
    fix: 'pass them: await trainer.evaluate({images, labels})',
  });
}
