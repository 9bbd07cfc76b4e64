import {html, nothing, type TemplateResult} from 'lit-html';
import SNIPPET from '../export/snippet.js?raw';
import type {Actions} from './actions';
import {problem} from './problem';
import type {State} from './state';

/** Exports of the network, and the network of a file. */
export function exportView({network, training, errors}: State, actions: Actions): TemplateResult {
  // At its end, a training replaces the current network, so none can be opened meanwhile.
  const isRunning = training?.isRunning === true;
  const isMissing = network === undefined;
  return html`<section aria-labelledby="model-title">
    <h2 id="model-title"><span class="number">5</span> Export</h2>
    <div class="exports">
      <button ?disabled=${isMissing} @click=${() => actions.savePage()}>
        <b>Page</b
        ><span class="small muted">one HTML file that predicts by itself, with a photo or the camera</span>
      </button>
      <button ?disabled=${isMissing} @click=${() => actions.saveModel()}>
        <b>Export the network</b
        ><span class="small muted">model.zip: opens here, in TensorFlow.js and in the command</span>
      </button>
      <button ?disabled=${isMissing} @click=${() => actions.saveOnnx()}>
        <b>ONNX</b><span class="small muted">model.onnx for onnxruntime and other programs</span>
      </button>
      <label class="button" ?data-disabled=${isRunning}>
        <b>Open a network …</b><span class="small muted">a model.zip of this page or of the command</span>
        <input
          type="file"
          accept=".zip"
          ?disabled=${isRunning}
          class="visually-hidden"
          aria-label="Open a network"
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            void actions.openModel(input.files?.[0]);
            input.value = '';
          }}
        />
      </label>
    </div>
    <p class="small" role="status" id="opened">${network?.file === undefined ? nothing : opened(network)}</p>
    ${problem(errors.model)}
    <details>
      <summary>Use model.zip in your own code</summary>
      <p class="small muted">With the command:</p>
      <pre>
unzip model.zip -d model
npx alexnet predict --model model photo.jpg</pre>
      <p class="small muted">In a page:</p>
      <pre tabindex="0" aria-label="Code for a page" class="snippet">${SNIPPET}</pre>
      <button class="quiet" @click=${copySnippet}>Copy</button>
    </details>
  </section>`;
}

/** How long the button shows that it has copied. */
const COPIED_MS = 1500;

async function copySnippet(event: Event): Promise<void> {
  const button = event.currentTarget as HTMLButtonElement;
  await navigator.clipboard.writeText(SNIPPET);
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, COPIED_MS);
}

/** Maximal number of class names shown for an opened network; ImageNet has a thousand. */
const MAX_NAMED = 5;

function opened({file, preset, classes}: NonNullable<State['network']>): TemplateResult {
  const rest = classes.length - MAX_NAMED;
  const named = rest > 1 ? [...classes.slice(0, MAX_NAMED), `${rest} more`] : classes;
  return html`<b>${file}</b>: ${preset} with the classes ${new Intl.ListFormat('en').format(named)}.`;
}
