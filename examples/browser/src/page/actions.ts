/** What people can do on the page: each changes the state, asks the worker, and shows what came of it. */
import {proxy, type Remote} from 'comlink';
import type {BackendName, TrainEvent, Workshop} from '../protocol';
import {download} from './download';
import {classOf, type DroppedFile} from './dropped-files';
import {inOrder} from './in-order';
import {divide, newBucket, newTraining, type Bucket, type Photo, type Place, type State} from './state';

/** More refused files than this are counted, not listed. */
const MAX_REJECTED = 6;

export class Actions {
  readonly #state: State;
  readonly #workshop: Remote<Workshop>;
  readonly #update: () => void;

  constructor(state: State, workshop: Remote<Workshop>, update: () => void) {
    this.#state = state;
    this.#workshop = workshop;
    this.#update = update;
  }

  addBucket(): void {
    this.#state.buckets.push(newBucket(`class ${this.#state.buckets.length + 1}`));
    this.#update();
  }

  removeBucket(bucket: Bucket): void {
    for (const photo of [...bucket.photos, ...bucket.heldBack]) {
      this.#forget(photo);
    }
    this.#state.buckets = this.#state.buckets.filter(other => other !== bucket);
    this.#update();
  }

  renameBucket(bucket: Bucket, name: string): void {
    bucket.name = name;
    this.#update();
  }

  removePhoto(bucket: Bucket, photo: Photo): void {
    this.#forget(photo);
    bucket.photos = bucket.photos.filter(other => other !== photo);
    bucket.heldBack = bucket.heldBack.filter(other => other !== photo);
    this.#update();
  }

  #forget(photo: Photo): void {
    URL.revokeObjectURL(photo.url);
    void this.#workshop.removePhoto(photo.id);
    if (this.#state.look?.photo === photo) {
      this.#state.look = undefined;
    }
  }

  /** Adds files to a bucket; what cannot be read is named there. */
  async addPhotos(
    bucket: Bucket,
    files: readonly DroppedFile[],
    where: 'photos' | 'heldBack',
  ): Promise<void> {
    this.#clear('photos', 'training');
    bucket.rejected = [];
    bucket.pending += files.length;
    this.#update();
    await inOrder(
      files,
      ({file}) =>
        this.#keep(file).catch((error: unknown) => {
          bucket.rejected.push(sentence(error));
          return undefined;
        }),
      (photo, later) => {
        if (photo !== undefined) {
          const at = later === undefined ? -1 : bucket[where].indexOf(later);
          bucket[where].splice(at < 0 ? bucket[where].length : at, 0, photo);
        }
        bucket.pending -= 1;
        this.#update();
      },
    );
    if (bucket.rejected.length > MAX_REJECTED) {
      const rest = bucket.rejected.length - MAX_REJECTED;
      bucket.rejected = [
        ...bucket.rejected.slice(0, MAX_REJECTED),
        `… and ${rest} more files were not taken.`,
      ];
    }
    this.#update();
  }

  /** Distributes files over the buckets by their folder or name (`cat/1.jpg`, `cat.1.jpg`); makes the buckets that are missing. */
  async sortPhotos(files: readonly DroppedFile[]): Promise<void> {
    this.#clear('photos');
    const byClass = new Map<string, DroppedFile[]>();
    const unknown: DroppedFile[] = [];
    for (const dropped of files) {
      const name = classOf(dropped.path);
      if (name === undefined) {
        unknown.push(dropped);
      } else {
        byClass.set(name, [...(byClass.get(name) ?? []), dropped]);
      }
    }
    if (unknown.length > 0) {
      this.#state.errors.photos = `${unknown.length} of ${files.length} files do not say by their name or folder what they show (cat.1.jpg, cat/1.jpg). Drop them into a bucket.`;
    }
    const {buckets} = this.#state;
    const untouched = buckets.every(({photos, heldBack}) => photos.length + heldBack.length === 0);
    if (untouched && byClass.size > 0) {
      this.#state.buckets = buckets.filter(({name}) => byClass.has(name));
    }
    for (const [name, group] of byClass) {
      let bucket = this.#state.buckets.find(other => other.name === name);
      if (bucket === undefined) {
        bucket = newBucket(name);
        this.#state.buckets.push(bucket);
      }
      await this.addPhotos(bucket, group, 'photos');
    }
    this.#update();
  }

  async #keep(file: File): Promise<Photo> {
    const {id, thumbnail} = await this.#workshop.addPhoto(file, file.name);
    return {id, name: file.name, url: URL.createObjectURL(thumbnail)};
  }

  setStart(start: State['start']): void {
    this.#state.start = start;
    this.#clear('network', 'training');
    this.#update();
  }

  setPreset(preset: string): void {
    this.#state.preset = preset;
    this.#update();
  }

  setEpochs(epochs: number): void {
    this.#state.epochs = Math.max(1, Math.min(1000, Math.round(epochs) || 1));
    this.#update();
  }

  async setBackend(name: BackendName | 'auto'): Promise<void> {
    this.#state.backendChoice = name;
    this.#clear('network');
    this.#state.backend = undefined;
    this.#state.network = undefined;
    this.#state.look = undefined;
    this.#update();
    await this.#try('network', async () => {
      this.#state.backend = await this.#workshop.chooseBackend(name);
    });
  }

  /** Reads a file of weights; `preset` says whose they are where more than one network has such. */
  async openWeights(file: File | undefined, preset?: string): Promise<void> {
    if (file === undefined) {
      return;
    }
    this.#clear('network', 'training');
    this.#state.isLoadingWeights = true;
    this.#state.choice = undefined;
    this.#update();
    await this.#try('network', async () => {
      const opened = await this.#workshop.openWeights(file, file.name, preset);
      if ('presets' in opened) {
        this.#state.choice = {file, presets: opened.presets};
      } else {
        this.#state.weights = opened;
      }
    });
    this.#state.isLoadingWeights = false;
    this.#update();
  }

  async train(): Promise<void> {
    const {buckets, start, preset, epochs} = this.#state;
    if (this.#state.training?.isRunning === true) {
      return;
    }
    this.#clear('training', 'look', 'model');
    const before = this.#state.training;
    const training = newTraining();
    this.#state.training = training;
    this.#update();
    const photos = divide(buckets).map(({photo: {id, name}, label, isHeldBack}) => ({
      id,
      name,
      label,
      isHeldBack,
    }));
    const done = await this.#try('training', async () => {
      const network = await this.#workshop.train(
        {classes: buckets.map(({name}) => name.trim()), photos, start, preset, epochs},
        proxy((event: TrainEvent) => {
          this.#hear(event);
        }),
      );
      this.#state.network = network;
      this.#state.backend ??= await this.#workshop.chooseBackend(this.#state.backendChoice);
    });
    training.isRunning = false;
    if (!done && training.step === 0) {
      // Nothing was computed: what was there before stays.
      this.#state.training = before;
    }
    this.#update();
    const first = this.#state.asked[0] ?? divide(buckets).find(({isHeldBack}) => isHeldBack)?.photo;
    if (done && first !== undefined) {
      await this.lookAt(first);
    }
  }

  #hear(event: TrainEvent): void {
    const {training} = this.#state;
    if (training === undefined) {
      return;
    }
    switch (event.kind) {
      case 'note':
        training.notes = [...training.notes, event.text].slice(-3);
        break;
      case 'progress': {
        const {step, loss, accuracy} = event;
        Object.assign(training, {
          step,
          totalSteps: event.totalSteps,
          secondsLeft: event.secondsLeft,
          imagesPerSecond: event.imagesPerSecond,
        });
        training.losses.push({step, loss, accuracy});
        break;
      }
      case 'evaluation':
        training.evaluations.push(event);
        break;
      case 'filters':
        training.filters = event;
        break;
      case 'answers':
        for (const answer of event.answers) {
          training.answers.set(answer.id, answer);
        }
        break;
    }
    this.#update();
  }

  async stop(): Promise<void> {
    if (this.#state.training !== undefined) {
      this.#state.training.isStopping = true;
      this.#update();
      await this.#workshop.stop();
    }
  }

  /** Photos to ask about, which no network learns from. */
  async ask(files: readonly DroppedFile[]): Promise<void> {
    this.#clear('look');
    const said: string[] = [];
    let first: Photo | undefined;
    for (const {file} of files) {
      try {
        const photo = await this.#keep(file);
        first ??= photo;
        this.#state.asked = [photo, ...this.#state.asked];
      } catch (error) {
        said.push(sentence(error));
      }
    }
    if (said.length > 0) {
      this.#state.errors.look = said.slice(0, MAX_REJECTED).join(' ');
    }
    this.#update();
    if (first !== undefined) {
      await this.lookAt(first);
    }
  }

  async lookAt(photo: Photo): Promise<void> {
    const layer = this.#state.look?.layer ?? this.#state.network?.layers[0] ?? '';
    const look = {
      photo,
      answer: undefined,
      layer:
        this.#state.network?.layers.includes(layer) === true ? layer : (this.#state.network?.layers[0] ?? ''),
      activations: undefined,
      restsOn: undefined,
      restsOnProgress: undefined,
    };
    this.#state.look = look;
    this.#clear('look');
    this.#update();
    if (this.#state.network === undefined) {
      this.#state.errors.look = 'There is no network to ask yet: train one, or open one.';
      this.#update();
      return;
    }
    await this.#try('look', async () => {
      const answer = await this.#workshop.predict(photo.id);
      if (this.#state.look === look) {
        Object.assign(look, {answer});
        this.#update();
        await this.setLayer(look.layer);
      }
    });
  }

  async setLayer(layer: string): Promise<void> {
    const {look} = this.#state;
    if (look === undefined || layer === '') {
      return;
    }
    look.layer = layer;
    this.#update();
    await this.#try('look', async () => {
      const picture = await this.#workshop.activations(look.photo.id, layer);
      if (look.layer === layer) {
        look.activations = picture;
      }
    });
  }

  async showWhatItRestsOn(): Promise<void> {
    const {look} = this.#state;
    if (look === undefined || look.restsOnProgress !== undefined) {
      return;
    }
    look.restsOnProgress = 0;
    this.#update();
    await this.#try('look', async () => {
      look.restsOn = await this.#workshop.restsOn(
        look.photo.id,
        proxy((done: number, count: number) => {
          look.restsOnProgress = done / count;
          this.#update();
        }),
      );
    });
    look.restsOnProgress = undefined;
    this.#update();
  }

  async saveModel(): Promise<void> {
    this.#clear('model');
    await this.#try('model', async () => {
      download(await this.#workshop.saveModel(), 'model.zip');
    });
  }

  async openModel(file: File | undefined): Promise<void> {
    if (file === undefined) {
      return;
    }
    this.#clear('model', 'look');
    await this.#try('model', async () => {
      const network = await this.#workshop.openModel(file, file.name);
      this.#state.network = network;
      this.#state.backend ??= await this.#workshop.chooseBackend(this.#state.backendChoice);
      const {look} = this.#state;
      if (look !== undefined) {
        await this.lookAt(look.photo);
      }
    });
  }

  fail(place: Place, error: unknown): void {
    this.#state.errors[place] = sentence(error);
    this.#update();
  }

  #clear(...places: Place[]): void {
    for (const place of places) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the key is one of five known names
      delete this.#state.errors[place];
    }
  }

  /** Runs something; a failure becomes a sentence at its place. Says whether it went well. */
  async #try(place: Place, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#state.errors[place] = sentence(error);
      return false;
    } finally {
      this.#update();
    }
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
