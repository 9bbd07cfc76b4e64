import {html, nothing, type TemplateResult} from 'lit-html';
import {ref} from 'lit-html/directives/ref.js';
import type {Actions} from './actions';
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
  const {step, totalSteps, filters, predictions, truth, notes} = training;
  const asked = divide(buckets).filter(({photo}) => predictions.has(photo.id));
  return html`<progress max=${totalSteps || 1} value=${step} aria-label="Progress of the training"></progress>
    <div class="charts">
      <div id="loss-chart" role="img" aria-label="Loss over the steps"></div>
      <div id="accuracy-chart" role="img" aria-label="Accuracy over the steps"></div>
    </div>
    ${
      notes.length > 1 && !training.isRunning
        ? html`<p class="small muted">${notes.filter(note => !note.endsWith('…')).join(' ')}</p>`
        : nothing
    }
    <div class="two">
      ${
        filters === undefined
          ? nothing
          : html`<figure>
              <figcaption>First filters (${filters.layer})</figcaption>
              <canvas
                class="filters"
                role="img"
                aria-label="The filters of the first layer, each as a small image"
                ${ref(element => {
                  if (element instanceof HTMLCanvasElement) {
                    paint(element, filters.picture);
                  }
                })}
              ></canvas>
            </figure>`
      }
      ${
        asked.length === 0
          ? nothing
          : html`<figure>
              <figcaption>Predictions on validation photos</figcaption>
              <ul class="predictions">
                ${asked.slice(0, MAX_SHOWN).map(({photo}) => {
                  const best = predictions.get(photo.id)?.top[0];
                  const isRight = best?.label === truth.get(photo.id);
                  return html`<li class=${isRight ? 'right' : 'wrong'}>
                    <img src=${photo.url} alt=${photo.name} />
                    <span
                      >${isRight ? '✓' : '✗'} ${best?.label}
                      ${((best?.score ?? 0) * 100).toFixed(0)}&nbsp;%</span
                    >
                  </li>`;
                })}
              </ul>
            </figure>`
      }
    </div>`;
}
