import {html, nothing, type TemplateResult} from 'lit-html';
import type {DirectiveResult} from 'lit-html/directive.js';
import {ref} from 'lit-html/directives/ref.js';
import type {RgbaPicture} from 'tfjs-alexnet';
import type {RestsOn} from '../protocol';
import type {Actions} from './actions';
import {dropZone} from './buckets-view';
import {paint} from './pictures';
import {problem} from './problem';
import {divide, type Look, type Photo, type State} from './state';

/** Photos offered at most to be looked at. */
const MAX_OFFERED = 20;

/** One photo closely: its label and scores, what the layers see, what the answer rests on. */
export function lookView(state: State, actions: Actions): TemplateResult {
  const {look, errors, network, asked, buckets} = state;
  const held = divide(buckets).filter(({isHeldBack}) => isHeldBack);
  // They lie bucket by bucket: evenly apart, each bucket has its share.
  const every = Math.max(1, Math.ceil(held.length / MAX_OFFERED));
  const offered: Photo[] = [...asked, ...held.filter((_, at) => at % every === 0).map(({photo}) => photo)];
  return html`<section aria-labelledby="look-title">
    <h2 id="look-title"><span class="number">4</span> Ask it</h2>
    ${dropZone('Photos to ask about', 'Drop a new photo here: what is it?', files => {
      void actions.ask(files);
    })}
    ${problem(errors.look)}
    ${
      offered.length === 0
        ? nothing
        : html`<ul class="thumbs pick" aria-label="Photos to look at">
            ${offered.map(
              photo =>
                html`<li>
                  <button
                    aria-label="Look at ${photo.name}"
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
  const {answer, restsOn, restsOnProgress, activations, photo} = look;
  return html`<div class="look">
    <figure class="photo">
      ${
        restsOn === undefined
          ? html`<img src=${photo.url} alt=${photo.name} />`
          : html`<canvas
              role="img"
              aria-label="The photo, red where the answer ${restsOn.label} rests on it"
              ${painted(restsOn.picture)}
            ></canvas>`
      }
      <figcaption class="small">
        ${
          restsOn === undefined
            ? html`<button
                ?disabled=${restsOnProgress !== undefined || answer === undefined}
                @click=${() => actions.showWhatItRestsOn()}
              >
                ${
                  restsOnProgress === undefined
                    ? 'What does the answer rest on?'
                    : `Covering part by part: ${Math.round(restsOnProgress * 100)} %`
                }
              </button>`
            : whatItRestsOn(restsOn)
        }
      </figcaption>
    </figure>
    <div>
      <h3>${answer === undefined ? 'Looking …' : (answer.top[0]?.label ?? '')}</h3>
      <ul class="scores" id="scores">
        ${(answer?.top ?? []).map(
          ({label, score}) =>
            html`<li>
              <span>${label}</span><b>${(score * 100).toFixed(1)} %</b>
              <i style="--share:${(score * 100).toFixed(1)}%"></i>
            </li>`,
        )}
      </ul>
    </div>
    <figure class="maps">
      <figcaption>
        <label class="field"
          >What a layer sees
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
              aria-label="The strongest maps of ${look.layer}: bright where a pattern was found"
              ${painted(activations)}
            ></canvas>`
      }
    </figure>
  </div>`;
}

/** Where no part costs much, that is the answer to the question. */
function whatItRestsOn({label, probability, lowest}: RestsOn): TemplateResult {
  // Rounded down: what is said to be kept at least has to be.
  const [whole, least] = [probability, lowest].map(
    share => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`,
  );
  return probability - lowest < 0.05
    ? html`On no single part: whatever is covered, <b>${label}</b> keeps ${least} or more.`
    : html`Red: covered there, <b>${label}</b> falls from ${whole}, at most to ${least}.`;
}

function painted(picture: RgbaPicture): DirectiveResult {
  return ref(element => {
    if (element instanceof HTMLCanvasElement) {
      paint(element, picture);
    }
  });
}
