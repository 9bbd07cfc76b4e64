import {checksFor} from '../core/check';
import * as tf from '@tensorflow/tfjs-core';
import {AlexNetError} from '../errors';
import {CurrentNetwork} from './current-network';
import type {CallContext} from './link/serve-calls';
import {networkMethods} from './network-methods';
import {modelFiles} from './files/model-files';
import type {RunFolder, RunStorage} from './run-storage';
import {
  isFinished,
  markFinished,
  readRun,
  readRunSettings,
  writeRun,
  type StoredRun,
  type StoredStart,
} from './stored-run';
import {squareSideOf, trainNetwork} from './train-network';
import type {SentWeights, TrainerCalls, TrainerEvent} from './trainer-events';
import type {TrainerPlatform} from './trainer-platform';
import type {TrainerReport, TrainerRun, TrainerSettings} from './trainer-types';
import {pixelsOf, toSquares, type SentSet, type SquareSet} from './training-set';
import type {Watched} from './training-watch';

/** Least time between two events about what gets ready: more of them only keep the receiving thread busy. */
const EVENTS_EVERY_MS = 50;

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
      throw alreadyRunning(
        'trainer.train',
        'a second one',
        'wait for the first, or abort it with its signal; two trainers can train at the same time',
      );
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
    {folder, resume, watched}: {folder?: RunFolder; resume: boolean; watched: Watched},
    context: CallContext,
  ): Promise<TrainerReport> => {
    const hasCheckpoint = resume && folder !== undefined && (await folder.checkpoints.list()).length > 0;
    const store = folder?.checkpoints;
    const {network, report} = await trainNetwork({run, store, resume, hasCheckpoint, watched, ...context});
    if (report.steps === 0) {
      network.model.dispose();
    } else {
      current.replace(network);
    }
    if (!report.interrupted) {
      await (folder && markFinished(folder, report.steps));
    } else if (report.steps === 0 || context.signal.reason !== STOPPED) {
      context.signal.throwIfAborted();
    }
    return report;
  };

  return {
    ...networkMethods(current, platform),

    start: async ({folder = 'runs', ...options}) => {
      runs = platform.openRuns(folder);
      return platform.startBackend(options);
    },

    setBackend: async options => {
      if (running !== undefined) {
        throw alreadyRunning('trainer.setBackend', 'another backend', 'stop it first: await trainer.stop()');
      }
      // One backend cannot read the tensors of another: the network is saved and opened again.
      const saved = current.isThere
        ? await current.use('trainer.setBackend', async network => ({
            files: await modelFiles(network, 'tfjs'),
            validation: network.validation,
          }))
        : undefined;
      const before = tf.getBackend() as string | undefined;
      try {
        const backend = await platform.startBackend(options);
        if (saved !== undefined) {
          const {openModelFiles, partsOf} = await import('./files/open-model-files');
          const {model, preprocessing} = await openModelFiles(partsOf(saved.files));
          current.replace({model, preprocessing, validation: saved.validation});
        }
        return backend;
      } catch (error) {
        if (before !== undefined) {
          await tf.setBackend(before);
        }
        throw error;
      }
    },

    train: ({settings, data, validation, weights, run: name, watched}, context) =>
      alone(context, async signal => {
        const started = weights && (await openStart(weights, settings, platform, {...context, signal}));
        const known: TrainerSettings =
          started === undefined ? settings : {...settings, preset: settings.preset ?? started.preset};
        const side = started?.start.preprocessing?.resizeShorterSide ?? squareSideOf(known);
        const folder = name === undefined ? undefined : await storage().open(name, {readOnly: false});
        try {
          if (folder !== undefined && (await isBegun(folder))) {
            throw runIsThere(name ?? '');
          }
          const run: StoredRun = {
            settings: known,
            ...(await decodeSets(data, validation, side, platform, {...context, signal})),
            ...(started === undefined ? {} : {start: started.start}),
          };
          if (folder !== undefined) {
            await writeRun(folder, run);
          }
          return await trainRun(run, {folder, resume: false, watched}, {...context, signal});
        } finally {
          await folder?.close();
        }
      }),

    resume: ({run: name, watched}, context) =>
      alone(context, async signal => {
        const names = await storage().names();
        checksFor('trainer.resume').oneOf('run', name, names);
        const folder = await storage().open(name, {readOnly: false});
        try {
          const run = await readRun(folder, name);
          if (run === undefined) {
            throw incompleteRun(name);
          }
          return await trainRun(run, {folder, resume: true, watched}, {...context, signal});
        } finally {
          await folder.close();
        }
      }),

    stop: async () => {
      running?.controller.abort(STOPPED);
      await running?.done.catch(() => undefined);
      return undefined;
    },

    inspectWeights: async ({weights, preset, mirror, retries}, {signal, emit}) => {
      const {openTrainerWeights} = await import('./open-weights');
      const {info} = await openTrainerWeights(weights, {
        preset,
        mirror,
        retries,
        signal,
        onProgress: tellsPreparing(emit, 'weights'),
        platform: () => platform.pretrained(),
      });
      return info;
    },

    readRun: async ({run: name}) => {
      checksFor('trainer.readRun').oneOf('run', name, await storage().names());
      const folder = await storage().open(name, {readOnly: true});
      try {
        const run = await readRun(folder, name);
        if (run === undefined) {
          throw incompleteRun(name);
        }
        const {settings, data, validation} = run;
        return {
          settings,
          training: pixelsOf(data),
          ...(validation === undefined ? {} : {validation: pixelsOf(validation)}),
        };
      } finally {
        await folder.close();
      }
    },

    listRuns: async () => {
      const found: TrainerRun[] = [];
      for (const name of await storage().names()) {
        const folder = await storage().open(name, {readOnly: true});
        const settings = await readRunSettings(folder);
        if (settings !== undefined) {
          const step = (await folder.checkpoints.list()).at(-1)?.step ?? 0;
          found.push({name, step, isFinished: await isFinished(folder), settings});
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

/** The reason of a training that `trainer.stop()` ends. */
const STOPPED = new AlexNetError({
  code: 'bad-state',
  where: 'trainer.train',
  problem: 'the training was stopped before its first step.',
  expected: 'at least one step',
  received: 'trainer.stop()',
  fix: 'train again',
});

/** Opens the weights that a training starts from. The code that does is loaded on use. */
async function openStart(
  {weights, mirror}: SentWeights,
  {preset, classes, seed = 1}: TrainerSettings,
  platform: TrainerPlatform,
  {signal, emit}: CallContext,
): Promise<{start: StoredStart; preset: string}> {
  const {openTrainerWeights, startOf} = await import('./open-weights');
  const opened = await openTrainerWeights(weights, {
    preset,
    mirror,
    signal,
    onProgress: tellsPreparing(emit, 'weights'),
    platform: () => platform.pretrained(),
  });
  return {start: await startOf(opened, {classes, seed}), preset: opened.preset.id};
}

/** Decodes the images of a training. */
async function decodeSets(
  data: SentSet,
  validation: SentSet | undefined,
  side: number,
  platform: TrainerPlatform,
  {signal, emit}: CallContext,
): Promise<{data: SquareSet; validation: SquareSet | undefined}> {
  const total = data.images.length + (validation?.images.length ?? 0);
  const tell = tellsPreparing(emit, 'images');
  const squares = await toSquares(data, side, platform, signal, done => {
    tell(done, total);
  });
  return {
    data: squares,
    validation:
      validation &&
      (await toSquares(validation, side, platform, signal, done => {
        tell(data.images.length + done, total);
      })),
  };
}

function tellsPreparing(
  emit: CallContext['emit'],
  part: 'weights' | 'images',
): (done: number, total: number | undefined) => void {
  let lastMs = -Infinity;
  return (done, total) => {
    const now = performance.now();
    if (now - lastMs < EVENTS_EVERY_MS && done !== total) {
      return;
    }
    lastMs = now;
    const event: TrainerEvent = {
      kind: 'preparing',
      preparing: {part, done, ...(total === undefined ? {} : {total})},
    };
    emit(event);
  };
}

function alreadyRunning(where: string, received: string, fix: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-state',
    where,
    problem: 'a training is already running.',
    expected: 'one training at a time',
    received,
    fix,
  });
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
