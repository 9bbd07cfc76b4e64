/** The actions of the page: each changes the state, calls the worker, and shows the result. */
import {proxy, transfer, type Remote} from 'comlink';
import type {BackendName, TrainEvent, Workshop} from '../protocol';
import {download} from './download';
import type {DroppedFile} from './dropped-files';
import {ExportActions} from './export-actions';
import {LiveActions} from './live-actions';
import type {NetworkClient} from './network-client';
import {PhotoActions} from './photo-actions';
import {clearErrors, divide, newTraining, type Photo, type Place, type State} from './state';
import {listed, NOTHING_DROPPED, sentence} from './wording';

export class Actions {
  /** The actions on classes and their photos. */
  readonly photos: PhotoActions;
  /** Predictions of what the camera shows. */
  readonly live: LiveActions;
  /** The network that the worker holds. */
  readonly network: NetworkClient;
  readonly #exports: ExportActions;
  readonly #state: State;
  readonly #workshop: Remote<Workshop>;
  readonly #update: () => void;

  constructor(state: State, workshop: Remote<Workshop>, update: () => void) {
    this.#state = state;
    this.#workshop = workshop;
    this.#update = update;
    this.photos = new PhotoActions(state, workshop, update);
    this.network = {
      predict: (image, top = 5) =>
        workshop.predictImage(image instanceof Blob ? image : transfer(image, [image]), top),
      modelFiles: format => workshop.modelFiles(format),
    };
    this.live = new LiveActions(state, this.network, update);
    this.#exports = new ExportActions(state, this.network);
  }

  setStart(start: State['start']): void {
    this.#state.start = start;
    clearErrors(this.#state, 'network', 'training');
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
    const {backend, backendChoice} = this.#state;
    this.#state.backendChoice = name;
    clearErrors(this.#state, 'network');
    this.#state.backend = undefined;
    this.#state.isChoosing = true;
    this.#update();
    const done = await this.#try('network', async () => {
      this.#state.backend = await this.#workshop.chooseBackend(name);
    });
    this.#state.isChoosing = false;
    if (!done) {
      // The previous backend stays in use.
      Object.assign(this.#state, {backend, backendChoice});
    }
    this.#update();
  }

  /** Reads a weight file; `preset` selects the network if the weights fit more than one. */
  async openWeights(file: File | undefined, preset?: string): Promise<void> {
    if (file === undefined) {
      return;
    }
    clearErrors(this.#state, 'network', 'training');
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
    clearErrors(this.#state, 'training', 'look', 'model');
    const before = this.#state.training;
    const classes = buckets.map(({name}) => name.trim());
    const parts = divide(buckets);
    const training = newTraining(new Map(parts.map(({photo, label}) => [photo.id, classes[label] ?? ''])));
    this.#state.training = training;
    this.#update();
    const photos = parts.map(({photo: {id, name}, label, isValidation}) => ({
      id,
      name,
      label,
      isValidation,
    }));
    const done = await this.#try('training', async () => {
      const network = await this.#workshop.train(
        {classes, photos, start, preset, epochs},
        proxy((event: TrainEvent) => {
          this.#showEvent(event);
        }),
      );
      this.#state.network = network;
      this.#state.isUnsaved = true;
      this.#state.backend ??= await this.#workshop.chooseBackend(this.#state.backendChoice);
    });
    training.isRunning = false;
    if (!done && training.step === 0) {
      // Stopped before the first step: the previous training stays.
      this.#state.training = before;
    }
    this.#update();
    const first = this.#state.toPredict[0] ?? divide(buckets).find(({isValidation}) => isValidation)?.photo;
    if (done && first !== undefined) {
      await this.lookAt(first);
    }
  }

  #showEvent(event: TrainEvent): void {
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
      case 'predictions':
        for (const prediction of event.predictions) {
          training.predictions.set(prediction.id, prediction);
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

  /** Adds photos without a class and predicts the first one. */
  async predict(files: readonly DroppedFile[]): Promise<void> {
    clearErrors(this.#state, 'look');
    const said: string[] = files.length === 0 ? [NOTHING_DROPPED] : [];
    let first: Photo | undefined;
    for (const {file} of files) {
      try {
        const photo = await this.photos.keep(file);
        first ??= photo;
        this.#state.toPredict = [photo, ...this.#state.toPredict];
      } catch (error) {
        said.push(sentence(error));
      }
    }
    if (first === undefined) {
      this.#state.errors.look = listed(said).join(' ');
      this.#update();
    } else {
      await this.lookAt(first, said);
    }
  }

  /** Shows the prediction for a photo in detail; `said` are sentences about files that were dropped with it. */
  async lookAt(photo: Photo, said: readonly string[] = []): Promise<void> {
    const layer = this.#state.look?.layer ?? this.#state.network?.layers[0] ?? '';
    const look = {
      photo,
      prediction: undefined,
      layer:
        this.#state.network?.layers.includes(layer) === true ? layer : (this.#state.network?.layers[0] ?? ''),
      activations: undefined,
      occlusion: undefined,
      occlusionProgress: undefined,
    };
    this.#state.look = look;
    clearErrors(this.#state, 'look');
    const hasNetwork = this.#state.network !== undefined;
    const sentences = hasNetwork ? said : [...said, 'There is no network yet: train one, or open one.'];
    if (sentences.length > 0) {
      this.#state.errors.look = listed(sentences).join(' ');
    }
    this.#update();
    if (!hasNetwork) {
      return;
    }
    await this.#try('look', async () => {
      const prediction = await this.#workshop.predict(photo.id);
      if (this.#state.look === look) {
        Object.assign(look, {prediction});
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
      const maps = await this.#workshop.activations(look.photo.id, layer);
      if (look.layer === layer) {
        look.activations = maps;
      }
    });
  }

  async showOcclusion(): Promise<void> {
    const {look} = this.#state;
    if (look === undefined || look.occlusionProgress !== undefined) {
      return;
    }
    look.occlusionProgress = 0;
    this.#update();
    await this.#try('look', async () => {
      look.occlusion = await this.#workshop.occlusion(
        look.photo.id,
        proxy((done: number, count: number) => {
          look.occlusionProgress = done / count;
          this.#update();
        }),
      );
    });
    look.occlusionProgress = undefined;
    this.#update();
  }

  async saveModel(): Promise<void> {
    clearErrors(this.#state, 'model');
    await this.#try('model', async () => {
      download(await this.#workshop.saveModel(), 'model.zip');
      this.#state.isUnsaved = false;
    });
  }

  async saveOnnx(): Promise<void> {
    clearErrors(this.#state, 'model');
    await this.#try('model', () => this.#exports.saveOnnx());
  }

  async savePage(): Promise<void> {
    clearErrors(this.#state, 'model');
    await this.#try('model', () => this.#exports.savePage());
  }

  async openModel(file: File | undefined): Promise<void> {
    if (file === undefined) {
      return;
    }
    clearErrors(this.#state, 'model', 'look');
    await this.#try('model', async () => {
      const network = await this.#workshop.openModel(file, file.name);
      this.#state.network = {...network, file: file.name};
      this.#state.isUnsaved = false;
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

  /** Runs an action and shows an error in its section. Returns whether it succeeded. */
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
