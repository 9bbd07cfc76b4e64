import {html, nothing, type TemplateResult} from 'lit-html';
import type {Actions} from './actions';
import {bucketsView} from './buckets-view';
import {epochsOf} from './epochs';
import {networkView} from './network-view';
import {PRETRAINED} from './pretrained';
import {divide, type State} from './state';
import {numbered} from './wording';

/**
 * The photos and the choice of the network. Once there are results, a phone shows one line for both: so the page stays less
 * than three screens long. The line opens them, and they take the place of the results.
 */
export function setupView(state: State, actions: Actions): TemplateResult {
  return html`${hasResults(state) ? summary(state, actions) : nothing}
    <div id="setup">${bucketsView(state, actions)} ${networkView(state, actions)}</div>`;
}

/** What a phone shows: everything before a training, then either the results or the photos and the network. */
export function shownOnPhone(state: State): 'all' | 'results' | 'setup' {
  return hasResults(state) ? (isSetupShown(state) ? 'setup' : 'results') : 'all';
}

function hasResults({training, network}: State): boolean {
  return training !== undefined || network !== undefined;
}

/** An error is shown where it is, whatever was open before. */
function isSetupShown({isSetupOpen, errors}: State): boolean {
  return isSetupOpen || errors.photos !== undefined || errors.network !== undefined;
}

function summary(state: State, actions: Actions): TemplateResult {
  const isShown = isSetupShown(state);
  return html`<button
    id="setup-summary"
    aria-expanded=${isShown ? 'true' : 'false'}
    aria-controls="setup"
    @click=${() => {
      actions.showSetup(!isShown);
    }}
  >
    <span><b>Photos and network</b><br /><span class="small muted">${words(state)}</span></span>
    <span class="link">${isShown ? 'Close' : 'Change'}</span>
  </button>`;
}

function words(state: State): string {
  const {buckets, start, weights, preset} = state;
  const photos = numbered(divide(buckets).length, 'photo');
  const network =
    start === 'features' ? `transfer from ${weights?.preset ?? PRETRAINED.words}` : `${preset} from scratch`;
  return `${photos}, ${network}, ${numbered(epochsOf(state), 'epoch')}`;
}
