import {html, nothing, type TemplateResult} from 'lit-html';
import {live} from 'lit-html/directives/live.js';
import type {BackendName} from '../protocol';
import type {Actions} from './actions';
import {epochsOf} from './epochs';
import {PRETRAINED} from './pretrained';
import {problem} from './problem';
import type {State} from './state';

/** Networks small enough to train from scratch in a page. */
const PRESETS: readonly (readonly [string, string])[] = [
  ['alexnet-mini', 'alexnet-mini: for small machines'],
  ['lenet5', 'lenet5: of 1998, fast'],
  ['cifar10-quick', 'cifar10-quick: tiny, fast'],
  ['alexnet', 'alexnet: as in the paper, slow'],
];

const BACKENDS: readonly (readonly [BackendName | 'auto', string])[] = [
  ['auto', 'automatic'],
  ['webgpu', 'WebGPU'],
  ['webgl', 'WebGL'],
  ['wasm', 'WebAssembly, with threads'],
];

/** Choice of the network, the number of epochs and the backend. */
export function networkView(state: State, actions: Actions): TemplateResult {
  const {start, weights, choice, isLoadingWeights, errors, training} = state;
  const isRunning = training?.isRunning === true;
  const radio = (value: State['start'], title: string, text: string): TemplateResult =>
    html`<label class="choice">
      <input
        type="radio"
        name="start"
        value=${value}
        .checked=${start === value}
        ?disabled=${isRunning}
        @change=${() => {
          actions.setStart(value);
        }}
      />
      <span><b>${title}</b><br /><span class="small muted">${text}</span></span>
    </label>`;
  const typed = (event: Event): void => {
    actions.typeEpochs((event.target as HTMLInputElement).value);
  };
  return html`<section aria-labelledby="network-title">
    <h2 id="network-title"><span class="number">2</span> Network</h2>
    <fieldset>
      <legend class="visually-hidden">Initial weights</legend>
      ${radio('features', 'Transfer learning', `A few dozen photos are enough. Starts from ${PRETRAINED.words} (${PRETRAINED.megabytes} MB), or from a weight file.`)}
      ${radio('scratch', 'From scratch', 'Random initial weights. Needs a few hundred photos and a few minutes.')}
    </fieldset>
    ${
      start === 'features'
        ? html`<div class="row">
            <label class="button" ?data-disabled=${isRunning}>
              ${isLoadingWeights ? 'Reading …' : 'Choose weights …'}
              <input
                type="file"
                accept=".pth,.pt,.caffemodel,.safetensors,.onnx,.npz"
                class="visually-hidden"
                aria-label="Weight file"
                ?disabled=${isRunning}
                @change=${(event: Event) => {
                  const input = event.target as HTMLInputElement;
                  void actions.openWeights(input.files?.[0]);
                  input.value = '';
                }}
              />
            </label>
            <p class="small" role="status" data-weights=${weights?.preset ?? ''}>
              ${
                weights === undefined
                  ? html`<span class="muted"
                      >Without a file, ${PRETRAINED.words} is downloaded. Files: .pth, .caffemodel,
                      .safetensors, .onnx, .npz</span
                    >`
                  : html`<b>${weights.file}</b>: ${weights.words}`
              }
            </p>
            ${
              choice === undefined
                ? nothing
                : html`<label class="field"
                    >${choice.file.name} fits more than one network. Choose one:
                    <select
                      @change=${(event: Event) => {
                        void actions.openWeights(choice.file, (event.target as HTMLSelectElement).value);
                      }}
                    >
                      <option value="" selected disabled>choose …</option>
                      ${choice.presets.map(id => html`<option value=${id}>${id}</option>`)}
                    </select>
                  </label>`
            }
          </div>`
        : html`<label class="field"
            >Network
            <select
              ?disabled=${isRunning}
              @change=${(event: Event) => {
                actions.setPreset((event.target as HTMLSelectElement).value);
              }}
            >
              ${PRESETS.map(([id, text]) => html`<option value=${id} ?selected=${state.preset === id}>${text}</option>`)}
            </select>
          </label>`
    }
    <div class="row">
      <label class="field"
        >Epochs
        <input
          type="number"
          min="1"
          max="1000"
          .value=${live(state.typedEpochs ?? String(epochsOf(state)))}
          ?disabled=${isRunning}
          @focus=${typed}
          @input=${typed}
          @change=${(event: Event) => {
            actions.setEpochs(Number((event.target as HTMLInputElement).value));
          }}
          @blur=${() => {
            actions.typeEpochs(undefined);
          }}
        />
      </label>
      <label class="field"
        >Backend
        <select
          ?disabled=${isRunning}
          @change=${(event: Event) => actions.setBackend((event.target as HTMLSelectElement).value as BackendName)}
        >
          ${BACKENDS.map(
            ([id, text]) =>
              html`<option value=${id} .selected=${live(state.backendChoice === id)}>${text}</option>`,
          )}
        </select>
      </label>
    </div>
    ${problem(errors.network)}
  </section>`;
}
