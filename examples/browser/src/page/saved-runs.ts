import type {Trainer, TrainerRun, TrainerTrainOptions} from 'tfjs-alexnet/worker';

/** The page saves each training under a name of its own: one name could be in use in another tab. */
const PREFIX = 'page-';
/** Bytes of a photo that is saved with a training. */
const PHOTO_BYTES = 256 * 256 * 3;
/** Bytes of two checkpoints: of a small network, and of AlexNet. */
const CHECKPOINT_BYTES = {small: 100e6, alexnet: 1500e6};

/** A name to save a training under; undefined where the browser cannot save it, or has too little space. */
export async function newRunName({images, preset}: TrainerTrainOptions): Promise<string | undefined> {
  const storage = (navigator as {storage?: StorageManager}).storage;
  if (storage?.getDirectory === undefined) {
    return undefined;
  }
  const needed = images.length * PHOTO_BYTES + CHECKPOINT_BYTES[preset === 'alexnet' ? 'alexnet' : 'small'];
  const {quota = 0, usage = 0} = await storage.estimate();
  return quota - usage > needed ? `${PREFIX}${Date.now()}` : undefined;
}

/** The trainings that this page has saved, the last one last. */
export async function namesOfRuns(trainer: Trainer): Promise<TrainerRun[]> {
  const runs = await trainer.listRuns();
  return runs.filter(({name}) => name.startsWith(PREFIX)).sort((a, b) => a.name.localeCompare(b.name));
}

/** Removes earlier trainings; one that another tab has open stays. */
export function removeOtherRuns(trainer: Trainer, kept: string): void {
  namesOfRuns(trainer)
    .then(runs =>
      Promise.allSettled(runs.filter(({name}) => name < kept).map(({name}) => trainer.removeRun(name))),
    )
    .catch((error: unknown) => {
      console.warn(error);
    });
}
