/** The page: shows the state, and leaves all computations to the worker. */
import {wrap} from 'comlink';
import {render} from 'lit-html';
import type {PhotoReader} from '../protocol';
import {Actions} from './actions';
import {Charts} from './charts';
import {ensureIsolation} from './isolation';
import {keepFocus} from './keep-focus';
import {keepOffline} from './offline';
import {holdsSomething, initialState} from './state';
import {stayOnPage} from './stay-on-page';
import {view} from './view';

await ensureIsolation();

const app = document.querySelector<HTMLElement>('#app');
if (app === null) {
  throw new Error('internal: the page has no #app; please report this');
}
/** As in the style sheets. */
const PHONE = '(max-width: 760px)';
const state = initialState();
let shownTraining = state.training;
const reader = new Worker(new URL('../worker/photos.ts', import.meta.url), {type: 'module', name: 'photos'});
const charts = new Charts();
let isDue = false;
const update = (): void => {
  if (isDue) {
    return;
  }
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    show();
  });
};
const actions = new Actions(state, wrap<PhotoReader>(reader), update);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  charts.redraw();
  update();
});

stayOnPage(() => holdsSomething(state));

app.replaceChildren();
show();
void actions.setBackend('auto').then(() => (state.backend === undefined ? undefined : actions.findSaved()));
void keepOffline().then(isKept => {
  state.isOffline = isKept;
  update();
});

function show(): void {
  if (app === null) {
    return;
  }
  keepFocus(() => {
    render(view(state, actions), app);
  });
  showStart(app);
  const loss = app.querySelector<HTMLElement>('#loss-chart');
  const accuracy = app.querySelector<HTMLElement>('#accuracy-chart');
  if (loss !== null && accuracy !== null && state.training !== undefined) {
    charts.mount(loss, accuracy);
    charts.show(state.training);
  }
}

/** Scrolls a phone to a training that starts: what was above it has become one line. */
function showStart(page: HTMLElement): void {
  const {training} = state;
  if (training !== shownTraining) {
    shownTraining = training;
    if (training?.isRunning === true && matchMedia(PHONE).matches) {
      page.querySelector('#training-title')?.closest('section')?.scrollIntoView();
    }
  }
}
