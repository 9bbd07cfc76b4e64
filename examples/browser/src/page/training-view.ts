import {html, nothing, type TemplateResult} from 'lit-html';
import {ref} from 'lit-html/directives/ref.js';
import type {Actions} from './actions';
import {chanceWarning, confusionView} from './confusion-view';
import {paint} from './paint';
import {problem} from './problem';
import {trainingStatus} from './training-status';
import {divide, type State, type Training} from './state';

/** Maximal number of validation photos whose predictions are shown. */
const MAX_SHOWN = 24;

/** The Train button, and the progress and the results of the training. */
export function trainingView(state: State, actions: Actions): TemplateResult {
  const {training, errors, network} = state;
  const isRunning = training?.isRunning === true;
  const isReading = state.buckets.some(({pending}) => pending > 0);
  return html`<section aria-labelledby="training-title">
    <h2 id="training-title"><span class="number">3</span> Train</h2>
    <div class="row">
      <button class="primary" id="train" ?disabled=${isRunning || isReading} @click=${() => actions.train()}>
        ${isRunning ? 'Training …' : isReading ? 'Reading photos …' : 'Train'}
      </button>
      ${
        isRunning
          ? html`<button
              aria-disabled=${training.isStopping ? 'true' : 'false'}
              @click=${() => actions.stop()}
            >
              ${training.isStopping ? 'Stopping …' : 'Stop'}
            </button>`
          : nothing
      }
      <p class="small" role="status" id="training-status">
        ${training === undefined ? nothing : trainingStatus(training, network)}
      </p>
    </div>
    ${problem(errors.training)} ${training === undefined ? nothing : running(training, state)}
  </section>`;
}

function running(training: Training, {buckets}: State): TemplateResult {
  const {step, totalSteps, notes, confusion} = training;
  return html`<progress max=${totalSteps || 1} value=${step} aria-label="Progress of the training"></progress>
    ${confusion === undefined ? nothing : chanceWarning(confusion)}
    ${notes.map(note => html`<p class="small note">${note}</p>`)}
    <div class="results">
      <div class="charts" tabindex="0" role="group" aria-label="Charts">
        <div id="loss-chart" role="img" aria-label="Loss over the steps"></div>
        <div id="accuracy-chart" role="img" aria-label="Accuracy over the steps"></div>
      </div>
      <div class="two" tabindex="0" role="group" aria-label="Results">
        ${confusion === undefined ? nothing : confusionView(confusion)} ${gallery(training, buckets)}
        ${filtersView(training)}
      </div>
    </div>`;
}

/** The predictions on validation photos, each with its true class. */
function gallery({predictions, truth}: Training, buckets: State['buckets']): TemplateResult | typeof nothing {
  const asked = divide(buckets).filter(({photo}) => predictions.has(photo.id));
  return asked.length === 0
    ? nothing
    : html`<figure class="gallery">
        <figcaption>Validation photos: true class, and the prediction</figcaption>
        <ul class="predictions" tabindex="0" aria-label="Predictions on validation photos">
          ${spread(asked, MAX_SHOWN).map(({photo}) => {
            const best = predictions.get(photo.id)?.top[0];
            const label = truth.get(photo.id);
            const isRight = best?.label === label;
            return html`<li class=${isRight ? 'right' : 'wrong'}>
              <img src=${photo.url} alt=${photo.name} />
              <b>${label}</b>
              <span
                >${isRight ? '✓' : '✗'} ${best?.label} ${((best?.score ?? 0) * 100).toFixed(0)}&nbsp;%</span
              >
            </li>`;
          })}
        </ul>
      </figure>`;
}

/** At most `most` items, evenly spread: the list is ordered by class. */
function spread<T>(list: readonly T[], most: number): T[] {
  const every = Math.max(1, list.length / most);
  return list.filter((_, at) => Math.floor(at / every) !== Math.floor((at - 1) / every));
}

function filtersView({filters}: Training): TemplateResult | typeof nothing {
  return filters === undefined
    ? nothing
    : html`<figure>
        <figcaption>First filters (${filters.layer})</figcaption>
        <canvas
          class="filters"
          role="img"
          aria-label="The filters of the first layer, each as a small image"
          ${ref(element => {
            if (element instanceof HTMLCanvasElement) {
              paint(element, filters.image);
            }
          })}
        ></canvas>
      </figure>`;
}
