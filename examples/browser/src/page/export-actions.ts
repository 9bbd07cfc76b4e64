import {predictorPage} from '../export/predictor-page';
import predictorStyle from '../predictor/predictor.css?inline';
import {download} from './download';
import type {NetworkClient} from './network-client';
import type {State} from './state';

/** Exports of the network beside the model directory. Each may throw; the caller shows the error. */
export class ExportActions {
  readonly #state: State;
  readonly #network: NetworkClient;

  constructor(state: State, network: NetworkClient) {
    this.#state = state;
    this.#network = network;
  }

  /** One file for onnxruntime and other programs that read ONNX. */
  async saveOnnx(): Promise<void> {
    const {'model.onnx': bytes} = await this.#network.modelFiles('onnx');
    download(new Blob([bytes as Uint8Array<ArrayBuffer>], {type: 'application/octet-stream'}), 'model.onnx');
  }

  /** One HTML file that predicts by itself. */
  async savePage(): Promise<void> {
    const [{code}, files] = await Promise.all([
      import('virtual:predictor-code'),
      this.#network.modelFiles('tfjs'),
    ]);
    const classes = this.#state.network?.classes ?? [];
    download(await predictorPage({files, classes, code, style: predictorStyle}), 'predict.html');
  }
}
