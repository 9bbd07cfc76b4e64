import {html, nothing, type TemplateResult} from 'lit-html';
import type {Actions} from './actions';
import type {State} from './state';

/** Offers to continue the training of an earlier visit. */
export function resumeView({saved, training}: State, actions: Actions): TemplateResult | typeof nothing {
  if (saved === undefined || training?.isRunning === true) {
    return nothing;
  }
  const {classes, step, isFinished, isOpening} = saved;
  const names = new Intl.ListFormat('en').format(classes);
  return html`<section class="saved" aria-label="Saved training">
    <p role="status">
      ${
        isFinished
          ? html`Your last network (<b>${names}</b>) is saved in this browser, with its photos.`
          : html`Your training of <b>${names}</b> ended at step ${step}. It is saved in this browser, with its
              photos.`
      }
    </p>
    <div class="row">
      <button class="primary" ?disabled=${isOpening} @click=${() => actions.resume()}>
        ${isOpening ? 'Opening …' : isFinished ? 'Open it' : 'Continue training'}
      </button>
      <button ?disabled=${isOpening} @click=${() => actions.discardSaved()}>Discard</button>
    </div>
  </section>`;
}
