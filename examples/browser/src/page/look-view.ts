import {html, nothing, type TemplateResult} from 'lit-html';
import type {DirectiveResult} from 'lit-html/directive.js';
import {ref} from 'lit-html/directives/ref.js';
import type {RgbaPicture} from 'tfjs-alexnet';
import type {TrainerOcclusion} from 'tfjs-alexnet/worker';
import type {Actions} from './actions';
import {dropZone} from './buckets-view';
import {liveView} from './live-view';
import {paint} from './paint';
import {problem} from './problem';
import {divide, type Look, type Photo, type State} from './state';

/** Maximal number of validation photos offered for a prediction. */
const MAX_OFFERED = 20;
const DROP_TO_PREDICT = {text: 'Drop a new photo here', onPhone: 'Choose a photo'};

/** The prediction for one photo: predicted class, scores, feature maps, occlusion sensitivity. */
export function lookView(state: State, actions: Actions): TemplateResult {
  const {look, errors, network, toPredict, buckets} = state;
  const held = divide(buckets).filter(({isValidation}) => isValidation);
  // Evenly spread, since the list is ordered by class.
  const every = Math.max(1, Math.ceil(held.length / MAX_OFFERED));
  const offered: Photo[] = [
    ...toPredict,
    ...held.filter((_, at) => at % every === 0).map(({photo}) => photo),
  ];
  return html`<section aria-labelledby="look-title">
    <h2 id="look-title"><span class="number">4</span> Predict</h2>
    ${dropZone('Photos to predict', DROP_TO_PREDICT, files => {
      void actions.predict(files);
    })}
    ${liveView(state, actions)} ${problem(errors.look)}
    ${
      offered.length === 0
        ? nothing
        : html`<ul class="thumbs pick" aria-label="Photos to choose from">
            ${offered.map(
              photo =>
                html`<li>
                  <button
                    aria-label="Predict ${photo.name}"
                    aria-pressed=${look?.photo.id === photo.id ? 'true' : 'false'}
                    @click=${() => actions.lookAt(photo)}
                  >
                    <img src=${photo.url} alt="" />
                  </button>
                </li>`,
            )}
          </ul>`
    }
    ${look === undefined || network === undefined ? nothing : lookAt(look, network.layers, actions)}
  </section>`;
}

function lookAt(look: Look, layers: readonly string[], actions: Actions): TemplateResult {
  const {prediction, occlusion, occlusionProgress, activations, photo} = look;
  return html`<div class="look">
    <figure class="photo">
      ${
        occlusion === undefined
          ? html`<img src=${photo.url} alt=${photo.name} />`
          : html`<canvas
              role="img"
              aria-label="The photo, red where covering it lowers the score of ${occlusion.label}"
              ${painted(occlusion.image)}
            ></canvas>`
      }
      <figcaption class="small">
        ${
          occlusion === undefined
            ? html`<button
                ?disabled=${occlusionProgress !== undefined || prediction === undefined}
                @click=${() => actions.showOcclusion()}
              >
                ${
                  occlusionProgress === undefined
                    ? 'Show occlusion sensitivity'
                    : `Covering region by region: ${Math.round(occlusionProgress * 100)} %`
                }
              </button>`
            : occlusionText(occlusion)
        }
      </figcaption>
    </figure>
    <div>
      <h3>${prediction === undefined ? 'Predicting …' : (prediction.top[0]?.label ?? '')}</h3>
      <ul class="scores" id="scores" tabindex="0" aria-label="Scores">
        ${(prediction?.top ?? []).map(
          ({label, score}) =>
            html`<li data-score=${score}>
              <span>${label}</span><b>${(score * 100).toFixed(1)} %</b>
              <i style="--share:${(score * 100).toFixed(1)}%"></i>
            </li>`,
        )}
      </ul>
    </div>
    <figure class="maps">
      <figcaption>
        <label class="field"
          >Feature maps
          <select @change=${(event: Event) => actions.setLayer((event.target as HTMLSelectElement).value)}>
            ${layers.map(layer => html`<option ?selected=${layer === look.layer}>${layer}</option>`)}
          </select>
        </label>
      </figcaption>
      ${
        activations === undefined
          ? nothing
          : html`<canvas
              role="img"
              aria-label="The strongest feature maps of ${look.layer}: bright where the activation is high"
              ${painted(activations)}
            ></canvas>`
      }
    </figure>
  </div>`;
}

/** The caption of the map. If no region matters much, it says so. */
function occlusionText({label, score: full, lowest}: TrainerOcclusion): TemplateResult {
  // Rounded down, so that "at least" is true.
  const [before, least] = [full, lowest].map(score => `${(Math.floor(score * 1000) / 10).toFixed(1)} %`);
  return full - lowest < 0.05
    ? html`No single region matters: whatever is covered, the score of <b>${label}</b> is at least ${least}.`
    : html`Red: covering this region lowers the score of <b>${label}</b> from ${before} to as little as
        ${least}.`;
}

function painted(image: RgbaPicture): DirectiveResult {
  return ref(element => {
    if (element instanceof HTMLCanvasElement) {
      paint(element, image);
    }
  });
}
