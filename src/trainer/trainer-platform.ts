import type {PretrainedPlatform} from '../pretrained/ensure-pretrained';
import type {RunStorage} from './run-storage';
import type {BitmapImage, PhotoBlob} from './image-types';
import type {CreateTrainerOptions, TrainerBackend} from './trainer-types';

/** The image of a file, or a bitmap: what pages and Node decode each in their own way. */
export type EncodedImage = BitmapImage | PhotoBlob | Uint8Array | ArrayBuffer;

/** What a trainer needs of the place where it runs: a page or Node. */
export interface TrainerPlatform {
  /** Starts the backend and makes it the one in use. */
  startBackend(
    options: Pick<CreateTrainerOptions, 'backend' | 'threads' | 'wasmPath'>,
  ): Promise<TrainerBackend>;
  /** The central square, its shorter side scaled to `side`: bytes [side, side, 3], RGB. `name` is that of the image in errors. */
  decodeSquare(image: EncodedImage, side: number, name: string): Promise<Uint8Array>;
  /** What downloads of published weights need. */
  pretrained(): Promise<PretrainedPlatform>;
  /** Opens the place where runs are saved. */
  openRuns(folder: string): RunStorage;
}
