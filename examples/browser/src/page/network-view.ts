import {html, nothing, type TemplateResult} from 'lit-html';
import {live} from 'lit-html/directives/live.js';
import type {BackendName} from '../protocol';
import type {Actions} from './actions';
import {problem} from './problem';
import type {State} from './state';

/** Networks small enough to learn from scratch in a page. */
const PRESETS: readonly (readonly [string, string])[] = [
  ['alexnet-mini', 'alexnet-mini: for small machines'],
  ['lenet5', 'lenet5: the oldest, fast'],
  ['cifar10-quick', 'cifar10-quick: tiny, fast'],
  ['alexnet', 'alexnet: the paper’s, slow'],
];

const BACKENDS: readonly (readonly [BackendName | 'auto', string])[] = [
  ['auto', 'the fastest found'],
  ['webgpu', 'WebGPU'],
  ['webgl', 'WebGL'],
  ['wasm', 'WebAssembly, with threads'],
];

/** What learns, and what computes. */
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
  return html`<section aria-labelledby="network-title">
    <h2 id="network-title"><span class="number">2</span> Network</h2>
    <fieldset>
      <legend class="visually-hidden">Where to start from</legend>
      ${radio('features', 'On what a trained network sees', 'Some dozen photos are enough. Needs a file of weights: SqueezeNet, AlexNet …')}
      ${radio('scratch', 'From scratch', 'Learns to see by itself. Some hundred photos and some minutes.')}
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
                aria-label="File of weights"
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
                      >.pth, .caffemodel, .safetensors, .onnx or .npz, such as torchvision’s
                      squeezenet1_1</span
                    >`
                  : html`<b>${weights.file}</b>: ${weights.words}`
              }
            </p>
            ${
              choice === undefined
                ? nothing
                : html`<label class="field"
                    >${choice.file.name} fits more than one network. Which one is it of?
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
        >Times through the photos
        <input
          type="number"
          min="1"
          max="1000"
          .value=${live(String(state.epochs))}
          ?disabled=${isRunning}
          @change=${(event: Event) => {
            actions.setEpochs(Number((event.target as HTMLInputElement).value));
          }}
        />
      </label>
      <label class="field"
        >Computed by
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
