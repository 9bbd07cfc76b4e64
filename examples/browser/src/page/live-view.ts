import {html, nothing, type TemplateResult} from 'lit-html';
import type {Actions} from './actions';
import type {State} from './state';

/** Predictions of what the camera shows, while it plays. */
export function liveView({live, network}: State, actions: Actions): TemplateResult {
  const isOn = live !== undefined;
  return html`<div class="live">
    <button
      id="live"
      ?disabled=${network === undefined}
      @click=${(event: Event) => {
        const button = event.currentTarget as HTMLElement;
        const video = button.parentElement?.querySelector('video');
        if (isOn) {
          actions.live.stop();
        } else if (video !== null && video !== undefined) {
          void actions.live.start(video);
        }
      }}
    >
      ${isOn ? 'Stop the camera' : 'Predict with the camera'}
    </button>
    <div class="live-parts" ?hidden=${!isOn}>
      <video playsinline muted aria-label="Camera"></video>
      <div>
        <h3>${live?.scores[0]?.label ?? ''}</h3>
        <ul class="scores" id="live-scores" data-count=${live?.count ?? 0} aria-label="Scores">
          ${(live?.scores ?? []).map(
            ({label, score}) =>
              html`<li data-score=${score}>
                <span>${label}</span><b>${(score * 100).toFixed(1)} %</b>
                <i style="--share:${(score * 100).toFixed(1)}%"></i>
              </li>`,
          )}
        </ul>
        <p class="small muted" id="rate">
          ${
            live?.perSecond === undefined
              ? nothing
              : html`${live.perSecond.toFixed(0)} predictions per second`
          }
        </p>
      </div>
    </div>
  </div>`;
}
