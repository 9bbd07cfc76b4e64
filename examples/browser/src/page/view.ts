import {html, nothing, type TemplateResult} from 'lit-html';
import type {Actions} from './actions';
import {cameraDialog} from './camera-dialog';
import {exportView} from './export-view';
import {lookView} from './look-view';
import {resumeView} from './resume-view';
import {setupView, shownOnPhone} from './setup-view';
import type {State} from './state';
import {trainingView} from './training-view';

/** The whole page. */
export function view(state: State, actions: Actions): TemplateResult {
  return html`<main data-phone=${shownOnPhone(state)}>
    <header>
      <div>
        <h1>Train a network on your photos</h1>
        <p class="muted">
          AlexNet and related networks, trained in this page.
          <strong>Your photos never leave this machine.</strong>
        </p>
      </div>
      <p class="chip" data-backend=${state.backend?.name ?? ''} title="Backend">${backendWords(state)}</p>
    </header>
    ${resumeView(state, actions)} ${setupView(state, actions)} ${trainingView(state, actions)}
    ${lookView(state, actions)} ${exportView(state, actions)}
    <footer class="muted small">
      Made with tfjs-alexnet. Your photos and weights are not uploaded. Pretrained weights are downloaded when
      you train with them.
      <span role="status" id="offline"
        >${state.isOffline ? 'It works without a network from now on.' : nothing}</span
      >
    </footer>
    ${cameraDialog()}
  </main>`;
}

/** The backend; what is in parentheses, why no faster one is in use, is left out on a phone. */
function backendWords({backend, isChoosing}: State): TemplateResult {
  const words = backend?.words ?? (isChoosing ? 'Choosing the fastest backend …' : 'No backend is running.');
  const [, first = words, reasons = ''] = /^(.*?\.)( \(.*\))$/s.exec(words) ?? [];
  return html`${first}<span class="reasons">${reasons}</span>`;
}
