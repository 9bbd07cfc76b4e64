import {html, nothing, type TemplateResult} from 'lit-html';
import type {Actions} from './actions';
import {bucketsView} from './buckets-view';
import {lookView} from './look-view';
import {networkView} from './network-view';
import {problem} from './problem';
import type {State} from './state';
import {trainingView} from './training-view';

/** The whole page. */
export function view(state: State, actions: Actions): TemplateResult {
  return html`<main>
    <header>
      <div>
        <h1>Train a network on your photos</h1>
        <p class="muted">
          AlexNet and related networks, trained in this page.
          <strong>Your photos never leave this machine.</strong>
        </p>
      </div>
      <p class="chip" data-backend=${state.backend?.name ?? ''} title="Backend">
        ${
          state.backend?.words ??
          (state.isChoosing ? 'Choosing the fastest backend …' : 'No backend is running.')
        }
      </p>
    </header>
    ${bucketsView(state, actions)} ${networkView(state, actions)} ${trainingView(state, actions)}
    ${lookView(state, actions)} ${modelView(state, actions)}
    <footer class="muted small">
      Made with tfjs-alexnet. The page only loads its own files; your photos and weights are not uploaded.
    </footer>
    <dialog id="camera" aria-label="Camera">
      <video playsinline muted></video>
      <form method="dialog">
        <button type="button" class="primary" data-shutter>Take a photo</button>
        <button>Done</button>
      </form>
    </dialog>
  </main>`;
}

function modelView({network, training, errors}: State, actions: Actions): TemplateResult {
  // At its end, a training replaces the current network, so none can be opened meanwhile.
  const isRunning = training?.isRunning === true;
  return html`<section aria-labelledby="model-title">
    <h2 id="model-title"><span class="number">5</span> Export</h2>
    <div class="row">
      <button ?disabled=${network === undefined} @click=${() => actions.saveModel()}>
        Export the network
      </button>
      <label class="button" ?data-disabled=${isRunning}>
        Open a network …
        <input
          type="file"
          accept=".zip"
          ?disabled=${isRunning}
          class="visually-hidden"
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            void actions.openModel(input.files?.[0]);
            input.value = '';
          }}
        />
      </label>
      <p class="small" role="status" id="opened">
        ${network?.file === undefined ? nothing : opened(network)}
      </p>
    </div>
    ${problem(errors.model)}
    <p class="small muted">
      You can open the file here again. Unpacked, it is a model directory for the command:
    </p>
    <pre>
unzip model.zip -d model
npx alexnet predict --model model photo.jpg</pre>
  </section>`;
}

/** Maximal number of class names shown for an opened network; ImageNet has a thousand. */
const MAX_NAMED = 5;

function opened({file, preset, classes}: NonNullable<State['network']>): TemplateResult {
  const rest = classes.length - MAX_NAMED;
  const named = rest > 1 ? [...classes.slice(0, MAX_NAMED), `${rest} more`] : classes;
  return html`<b>${file}</b>: ${preset} with the classes ${new Intl.ListFormat('en').format(named)}.`;
}
