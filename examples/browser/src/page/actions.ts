/** The actions of the page: each changes the state, calls the worker, and shows the result. */
import type {Remote} from 'comlink';
import type {BackendName, PhotoReader} from '../protocol';
import {download} from './download';
import type {DroppedFile} from './dropped-files';
import {ExportActions} from './export-actions';
import {LiveActions} from './live-actions';
import {modelProblem} from './model-problem';
import type {NetworkClient} from './network-client';
import {networkInfo, PageTrainer} from './page-trainer';
import {PhotoActions} from './photo-actions';
import {weightsInfo} from './pretrained';
import {clearErrors, divide, type Photo, type Place, type State} from './state';
import {TrainingActions} from './training-actions';
import {libraryError, listed, NOTHING_DROPPED, sentence} from './wording';

export class Actions {
  /** The actions on classes and their photos. */
  readonly photos: PhotoActions;
  /** Predictions of what the camera shows. */
  readonly live: LiveActions;
  /** The network that the worker holds. */
  readonly network: NetworkClient;
  readonly #exports: ExportActions;
  readonly #state: State;
  readonly #trainer: PageTrainer;
  readonly #training: TrainingActions;
  readonly #update: () => void;

  constructor(state: State, reader: Remote<PhotoReader>, update: () => void) {
    this.#state = state;
    this.#update = update;
    this.#trainer = new PageTrainer(message => {
      this.fail('training', new Error(`The worker has stopped: ${message}. Reload the page.`));
    });
    this.network = this.#trainer;
    this.photos = new PhotoActions(state, reader, update);
    this.#training = new TrainingActions(state, this.#trainer, this.photos, update);
    this.live = new LiveActions(state, this.network, update);
    this.#exports = new ExportActions(state, this.network);
  }

  setStart(start: State['start']): void {
    this.#state.start = start;
    clearErrors(this.#state, 'network', 'training');
    this.#update();
  }

  /** Shows the photos and the network on a phone, or the results. */
  showSetup(isOpen: boolean): void {
    // Its predictions are not shown meanwhile.
    this.live.stop();
    this.#state.isSetupOpen = isOpen;
    clearErrors(this.#state, 'photos', 'network');
    this.#update();
  }

  setPreset(preset: string): void {
    this.#state.preset = preset;
    this.#update();
  }

  setEpochs(epochs: number): void {
    this.#state.epochs = Math.max(1, Math.min(1000, Math.round(epochs) || 1));
    this.#state.typedEpochs = undefined;
    this.#update();
  }

  /** Keeps what is typed in the field of the epochs, until it loses the focus. */
  typeEpochs(text: string | undefined): void {
    this.#state.typedEpochs = text;
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
      this.#state.backend = await this.#trainer.useBackend(name);
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
      const trainer = await this.#trainer.get();
      try {
        const info = await trainer.inspectWeights(file, preset === undefined ? {} : {preset});
        this.#state.weights = {...weightsInfo(info), source: file};
      } catch (error) {
        const fits = libraryError(error)?.details?.fits;
        if (fits === undefined) {
          throw error;
        }
        if (fits.length === 0) {
          throw new Error(
            `${file.name} contains the weights of an unknown network: it fits none of the presets of tfjs-alexnet.`,
          );
        }
        this.#state.choice = {file, presets: fits};
      }
    });
    this.#state.isLoadingWeights = false;
    this.#update();
  }

  /** Looks for a training of an earlier visit. */
  async findSaved(): Promise<void> {
    await this.#try('training', () => this.#training.findSaved());
  }

  async train(): Promise<void> {
    await this.#runTraining(() => this.#training.train());
  }

  /** Continues the training of an earlier visit. */
  async resume(): Promise<void> {
    await this.#runTraining(() => this.#training.resume());
  }

  /** Removes the training of an earlier visit. */
  async discardSaved(): Promise<void> {
    await this.#try('training', () => this.#training.discard());
  }

  async stop(): Promise<void> {
    await this.#training.stop();
  }

  async #runTraining(run: () => Promise<void>): Promise<void> {
    if (this.#state.training?.isRunning === true) {
      return;
    }
    clearErrors(this.#state, 'training', 'look', 'model');
    const done = await this.#try('training', run);
    const first =
      this.#state.toPredict[0] ?? divide(this.#state.buckets).find(({isValidation}) => isValidation)?.photo;
    if (done && first !== undefined) {
      this.#state.backend ??= await this.#trainer.useBackend(this.#state.backendChoice);
      await this.lookAt(first);
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
      const top = await this.#trainer.predict(photo.file);
      if (this.#state.look === look) {
        Object.assign(look, {prediction: {id: photo.id, top}});
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
      const maps = await (await this.#trainer.get()).activations(look.photo.file, layer);
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
      const trainer = await this.#trainer.get();
      look.occlusion = await trainer.occlusion(look.photo.file, {
        onProgress: (done, count) => {
          look.occlusionProgress = done / count;
          this.#update();
        },
      });
    });
    look.occlusionProgress = undefined;
    this.#update();
  }

  async saveModel(): Promise<void> {
    clearErrors(this.#state, 'model');
    await this.#try('model', async () => {
      const {'model.zip': bytes} = await this.network.modelFiles('zip');
      download(new Blob([bytes as Uint8Array<ArrayBuffer>], {type: 'application/zip'}), 'model.zip');
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
      const trainer = await this.#trainer.get();
      const network = await trainer.openModel(file).catch((error: unknown) => {
        throw modelProblem(error, file.name);
      });
      this.#state.network = {...networkInfo(network), file: file.name};
      this.#state.isUnsaved = false;
      this.#state.backend ??= await this.#trainer.useBackend(this.#state.backendChoice);
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
