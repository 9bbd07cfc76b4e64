/** The script of an exported page: predicts photos and frames of the camera with the network in the page. */
import {useWasm} from 'tfjs-alexnet/wasm';
import type {ClassScore} from 'tfjs-alexnet';
import {startCamera, stopCamera} from '../camera/camera-stream';
import {liveLoop, type LiveLoop} from '../camera/live-loop';
import {sentence} from '../page/wording';
import {embeddedNetwork, type EmbeddedNetwork} from './embedded-network';

/** Classes shown; the first is the predicted class. */
const MAX_SHOWN = 5;

void start();

async function start(): Promise<void> {
  const status = element('status');
  try {
    const {threads} = await useWasm();
    const network = await embeddedNetwork();
    connect(network);
    const number = threads === 1 ? 'one thread' : `${threads} threads`;
    status.textContent = `Ready: WebAssembly on ${number}.`;
  } catch (error) {
    fail(error);
    status.textContent = 'The network did not start.';
  }
}

function connect(network: EmbeddedNetwork): void {
  const [photo, video] = [element('photo') as HTMLImageElement, element('video') as HTMLVideoElement];
  const [input, button] = [element('file') as HTMLInputElement, element('camera') as HTMLButtonElement];
  let live: LiveLoop | undefined;

  const stop = (): void => {
    live?.stop();
    live = undefined;
    stopCamera(video);
    video.hidden = true;
    element('rate').textContent = '';
    button.textContent = 'Use the camera';
  };

  const predictPhoto = async (file: File): Promise<void> => {
    stop();
    element('problem').hidden = true;
    try {
      const scores = await network.predict(file, file.name);
      URL.revokeObjectURL(photo.src);
      photo.src = URL.createObjectURL(file);
      photo.alt = file.name;
      photo.hidden = false;
      show(scores);
    } catch (error) {
      fail(error);
    }
  };

  const predictCamera = async (): Promise<void> => {
    element('problem').hidden = true;
    try {
      if (!(await startCamera(video))) {
        return;
      }
      photo.hidden = true;
      video.hidden = false;
      button.textContent = 'Stop the camera';
      live = liveLoop(video, {
        sidePx: network.preprocessing.resizeShorterSide,
        predict: frame => network.predict(frame, 'The frame'),
        onScores: (scores, perSecond) => {
          show(scores);
          element('rate').textContent =
            perSecond === undefined ? '' : `${perSecond.toFixed(0)} predictions per second`;
        },
        onError: error => {
          stop();
          fail(error);
        },
      });
    } catch (error) {
      stop();
      fail(error);
    }
  };

  input.disabled = false;
  button.disabled = false;
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    input.value = '';
    if (file !== undefined) {
      void predictPhoto(file);
    }
  });
  button.addEventListener('click', () => {
    if (live === undefined) {
      void predictCamera();
    } else {
      stop();
    }
  });
  for (const kind of ['dragover', 'drop'] as const) {
    document.addEventListener(kind, event => {
      event.preventDefault();
      const file = kind === 'drop' ? event.dataTransfer?.files[0] : undefined;
      if (file !== undefined) {
        void predictPhoto(file);
      }
    });
  }
}

function show(scores: readonly ClassScore[]): void {
  element('class').textContent = scores[0]?.label ?? '';
  element('scores').replaceChildren(
    ...scores.slice(0, MAX_SHOWN).map(({label, score}) => {
      const [item, name, value, bar] = ['li', 'span', 'b', 'i'].map(tag => document.createElement(tag)) as [
        HTMLElement,
        HTMLElement,
        HTMLElement,
        HTMLElement,
      ];
      const percent = `${(score * 100).toFixed(1)} %`;
      item.dataset.score = String(score);
      name.textContent = label;
      value.textContent = percent;
      bar.style.setProperty('--share', percent.replace(' ', ''));
      item.append(name, value, bar);
      return item;
    }),
  );
}

function fail(error: unknown): void {
  const problem = element('problem');
  problem.textContent = sentence(error);
  problem.hidden = false;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`internal: the page has no #${id}; please report this`);
  }
  return found;
}
