import {createTrainer} from 'tfjs-alexnet/worker';

const EPOCHS = 12;
const BATCH_SIZE = 16;
const VALIDATION_EVERY = 5; // every fifth photo of a class is in the validation set

let starting;

/** The trainer of this page: a worker, which is started on first use. */
export function startTrainer() {
  starting ??= createTrainer({
    worker: new Worker(new URL('./worker.js', import.meta.url), {type: 'module'}),
  });
  return starting;
}

/**
 * Trains on photos in classes: `[{name: 'lemon', photos: [File | Blob | ImageData, …]}, …]`. `listeners` are `onProgress`,
 * `onEvaluation` and `signal`.
 */
export async function train(classes, listeners) {
  const trainer = await startTrainer();
  const sets = {training: {images: [], labels: []}, validation: {images: [], labels: []}};
  for (const [label, {photos}] of classes.entries()) {
    for (const [i, photo] of photos.entries()) {
      const set = i % VALIDATION_EVERY === VALIDATION_EVERY - 1 ? sets.validation : sets.training;
      set.images.push(copyOf(photo));
      set.labels.push(label);
    }
  }
  return trainer.train({
    ...sets.training,
    ...(sets.validation.images.length > 0 ? {validation: sets.validation} : {}),
    classes: classes.map(({name}) => name),
    preset: 'alexnet-mini',
    epochs: EPOCHS,
    batchSize: Math.min(BATCH_SIZE, sets.training.images.length),
    seed: 1,
    ...listeners,
  });
}

/** The classes of a photo with their scores, the best first. */
export async function predict(photo) {
  const trainer = await startTrainer();
  const [scores] = await trainer.predict([copyOf(photo)]);
  return scores;
}

/** Pixels move to the worker; the page keeps its own. Files stay. */
function copyOf(photo) {
  return photo instanceof ImageData ? new ImageData(photo.data.slice(), photo.width, photo.height) : photo;
}
