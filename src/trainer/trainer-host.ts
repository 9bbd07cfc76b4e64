import {checksFor} from '../core/check';
import {drawFilterGrid} from '../drawing/filter-grid';
import {AlexNetError} from '../errors';
import {predictImages} from '../evaluation/predict-images';
import {firstFilters} from '../models/first-filters';
import {CurrentNetwork} from './current-network';
import type {CallContext} from './link/serve-calls';
import {EXPORT_FORMATS, modelFiles} from './model-files';
import type {RunFolder, RunStorage} from './run-storage';
import {readRun, readRunSettings, writeRun, type StoredRun} from './stored-run';
import {squareSideOf, trainNetwork} from './train-network';
import type {TrainerCalls} from './trainer-events';
import type {TrainerPlatform} from './trainer-platform';
import type {TrainerReport, TrainerRun} from './trainer-types';
import {sourceOfSquares, toSquares} from './training-set';

/** Width that the filters are drawn with: readable, and small enough for a phone. */
const FILTER_PX = 40;

type Methods = {
  [Name in keyof TrainerCalls]: (
    args: TrainerCalls[Name][0],
    context: CallContext,
  ) => Promise<TrainerCalls[Name][1]>;
};

/** The methods that a trainer has in its worker. */
export function trainerMethods(platform: TrainerPlatform): Methods {
  const current = new CurrentNetwork();
  let runs: RunStorage | undefined;
  let running: {done: Promise<unknown>; controller: AbortController} | undefined;

  const storage = (): RunStorage => {
    if (runs === undefined) {
      throw new Error('internal: the trainer was not started; please report this');
    }
    return runs;
  };

  /** Trains alone, until the signal of the call is aborted or the trainer is closed. */
  const alone = async (
    {signal}: CallContext,
    task: (signal: AbortSignal) => Promise<TrainerReport>,
  ): Promise<TrainerReport> => {
    if (running !== undefined) {
      throw new AlexNetError({
        code: 'bad-state',
        where: 'trainer.train',
        problem: 'a training is already running.',
        expected: 'one training at a time',
        received: 'a second one',
        fix: 'wait for the first, or abort it with its signal; two trainers can train at the same time',
      });
    }
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort(signal.reason);
    };
    signal.addEventListener('abort', abort, {once: true});
    const done = task(controller.signal);
    running = {done, controller};
    try {
      return await done;
    } finally {
      running = undefined;
    }
  };

  const trainRun = async (
    run: StoredRun,
    {folder, resume}: {folder?: RunFolder; resume: boolean},
    context: CallContext,
  ): Promise<TrainerReport> => {
    const {network, report} = await trainNetwork({run, store: folder?.checkpoints, resume, ...context});
    if (report.steps === 0) {
      network.model.dispose();
    } else {
      current.replace(network);
    }
    if (report.interrupted) {
      context.signal.throwIfAborted();
    }
    return report;
  };

  return {
    start: async ({folder = 'runs', ...options}) => {
      runs = platform.openRuns(folder);
      return platform.startBackend(options);
    },

    train: ({settings, data, validation, run: name}, context) =>
      alone(context, async signal => {
        const side = squareSideOf(settings);
        const folder = name === undefined ? undefined : await storage().open(name, {readOnly: false});
        try {
          if (folder !== undefined && (await isBegun(folder))) {
            throw runIsThere(name ?? '');
          }
          const run: StoredRun = {
            settings,
            data: await toSquares(data, side, platform, signal),
            validation: validation && (await toSquares(validation, side, platform, signal)),
          };
          if (folder !== undefined) {
            await writeRun(folder, run);
          }
          return await trainRun(run, {folder, resume: false}, {...context, signal});
        } finally {
          await folder?.close();
        }
      }),

    resume: ({run: name}, context) =>
      alone(context, async signal => {
        const names = await storage().names();
        checksFor('trainer.resume').oneOf('run', name, names);
        const folder = await storage().open(name, {readOnly: false});
        try {
          const run = await readRun(folder, name);
          if (run === undefined) {
            throw incompleteRun(name);
          }
          return await trainRun(run, {folder, resume: true}, {...context, signal});
        } finally {
          await folder.close();
        }
      }),

    predict: ({images, top}, {signal}) =>
      current.use('trainer.predict', async ({model, preprocessing}) => {
        const labels = images.map(() => -1);
        const names = images.map((_, at) => String(at));
        const squares = await toSquares(
          {images, labels, names},
          preprocessing.resizeShorterSide,
          platform,
          signal,
        );
        const source = sourceOfSquares(squares, preprocessing.classes);
        try {
          const predictions = await predictImages(model, source, {preprocessing, top, signal});
          return predictions.map(prediction => prediction.top);
        } finally {
          source.dispose();
        }
      }),

    filters: () =>
      current.use('trainer.filters', async ({model, preprocessing}) => {
        const filters = await firstFilters(model, preprocessing);
        if (filters === undefined) {
          return undefined;
        }
        const scale = Math.max(2, Math.round(FILTER_PX / (filters.shape[0] ?? 1)));
        const {channelOrder} = preprocessing;
        return {layer: filters.layer, picture: drawFilterGrid(filters, {scale, channelOrder})};
      }),

    exportModel: ({format}) => {
      const known = checksFor('trainer.exportModel').oneOf('format', format, EXPORT_FORMATS);
      return current.use('trainer.exportModel', network => modelFiles(network, known));
    },

    listRuns: async () => {
      const found: TrainerRun[] = [];
      for (const name of await storage().names()) {
        const folder = await storage().open(name, {readOnly: true});
        const settings = await readRunSettings(folder);
        if (settings !== undefined) {
          found.push({name, step: (await folder.checkpoints.list()).at(-1)?.step ?? 0, settings});
        }
        await folder.close();
      }
      return found;
    },

    removeRun: async ({run}) => {
      await storage().remove(run);
      return undefined;
    },

    close: async () => {
      running?.controller.abort(disposed());
      await running?.done.catch(() => undefined);
      current.replace(undefined);
      return undefined;
    },
  };
}

/** Whether a folder holds a run: of a trainer, or of another program that writes checkpoints. */
async function isBegun(folder: RunFolder): Promise<boolean> {
  return (await readRunSettings(folder)) !== undefined || (await folder.checkpoints.list()).length > 0;
}

function disposed(): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: 'trainer.train',
    problem: 'the trainer was disposed while it trained.',
    expected: 'a trainer that is kept until the training is done',
    received: 'trainer.dispose()',
    fix: 'make another trainer and resume the run: trainer.resume(name)',
  });
}

function runIsThere(name: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: 'trainer.train',
    problem: `there is already a run "${name}".`,
    expected: 'the name of a new run',
    received: `run = "${name}"`,
    fix: `continue it: trainer.resume("${name}"); or remove it first: trainer.removeRun("${name}")`,
  });
}

function incompleteRun(name: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where: 'trainer.resume',
    problem: `the run "${name}" was ended before its images were saved.`,
    expected: 'a run with trainer-run.json and images.bin',
    received: 'no complete trainer-run.json',
    fix: `start it anew: trainer.train({run: "${name}", …})`,
  });
}
