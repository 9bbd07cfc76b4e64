import {html, type TemplateResult} from 'lit-html';
import {cameraOf, listCameras, startCamera, stopCamera} from '../camera/camera-stream';
import {recordFrames, type Recording} from '../camera/record-frames';
import {numbered, sentence} from './wording';

/** Thumbnails that are shown; the class shows all photos. */
const MAX_THUMBNAILS = 24;
const THUMBNAIL_PX = 96;

/** The dialog in which photos of a class are recorded. Nothing in it changes with the state of the page. */
export function cameraDialog(): TemplateResult {
  return html`<dialog id="camera" aria-labelledby="camera-title">
    <h2 id="camera-title">Camera</h2>
    <video playsinline muted></video>
    <label class="field" hidden
      >Camera
      <select></select
    ></label>
    <form method="dialog" class="row">
      <button type="button" class="primary" data-record>Hold to record</button>
      <button>Done</button>
      <p class="small muted" role="status" data-count></p>
    </form>
    <p class="problem" role="alert" hidden></p>
    <ul class="thumbs" aria-label="Recorded photos"></ul>
  </dialog>`;
}

export interface OpenCameraOptions {
  /** Name of the class that the photos belong to. */
  className: string;
  /** Called with each recorded photo. */
  take: (photo: File) => void;
}

/** Opens the dialog. The camera is switched off when it is closed. */
export async function openCamera(dialog: HTMLDialogElement, options: OpenCameraOptions): Promise<void> {
  const parts = partsOf(dialog);
  const {video, title, count, thumbnails, record, cameras, problem} = parts;
  if (!(await startCamera(video))) {
    return;
  }
  title.textContent = `Photos of ${options.className}`;
  count.textContent = '';
  thumbnails.replaceChildren();
  problem.hidden = true;
  let taken = 0;
  let recording: Recording | undefined;

  const begin = (): void => {
    if (recording === undefined) {
      record.classList.add('recording');
      recording = recordFrames(video, (photo, frame) => {
        taken += 1;
        count.textContent = numbered(taken, 'photo');
        thumbnails.prepend(thumbnailOf(frame));
        thumbnails.children[MAX_THUMBNAILS]?.remove();
        options.take(photo);
      });
    }
  };
  const end = (): void => {
    record.classList.remove('recording');
    recording?.stop();
    recording = undefined;
  };
  const fail = (error: unknown): void => {
    problem.textContent = sentence(error);
    problem.hidden = false;
  };

  holdable(record, begin, end);
  cameras.onchange = () => {
    end();
    problem.hidden = true;
    startCamera(video, cameras.value).catch(fail);
  };
  dialog.onclose = () => {
    end();
    stopCamera(video);
  };
  dialog.showModal();
  record.focus();
  await showCameras(parts);
}

/** Calls `begin` when a button is pressed and `end` when it is released: by pointer, by key, or by a click of a screen reader. */
function holdable(button: HTMLButtonElement, begin: () => void, end: () => void): void {
  let wasHeld = false;
  const press = (): void => {
    wasHeld = true;
    begin();
  };
  button.onpointerdown = event => {
    if (event.button === 0) {
      button.setPointerCapture(event.pointerId);
      press();
    }
  };
  button.onpointerup = end;
  button.onpointercancel = end;
  button.onlostpointercapture = end;
  button.oncontextmenu = event => {
    event.preventDefault();
  };
  button.onkeydown = event => {
    if ((event.key === ' ' || event.key === 'Enter') && !event.repeat) {
      press();
    }
  };
  button.onkeyup = end;
  button.onblur = end;
  button.onclick = () => {
    if (!wasHeld) {
      begin();
      end();
    }
    wasHeld = false;
  };
}

async function showCameras({video, cameras, choice}: Parts): Promise<void> {
  const found = await listCameras();
  const current = cameraOf(video);
  cameras.replaceChildren(
    ...found.map(({id, name}) => {
      const option = document.createElement('option');
      option.value = id;
      option.textContent = name;
      option.selected = id === current;
      return option;
    }),
  );
  choice.hidden = found.length < 2;
}

function thumbnailOf(frame: HTMLCanvasElement): HTMLLIElement {
  const canvas = document.createElement('canvas');
  canvas.width = THUMBNAIL_PX;
  canvas.height = THUMBNAIL_PX;
  const shorter = Math.min(frame.width, frame.height);
  const [left, top] = [(frame.width - shorter) / 2, (frame.height - shorter) / 2];
  canvas.getContext('2d')?.drawImage(frame, left, top, shorter, shorter, 0, 0, THUMBNAIL_PX, THUMBNAIL_PX);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'Recorded photo');
  const item = document.createElement('li');
  item.append(canvas);
  return item;
}

interface Parts {
  video: HTMLVideoElement;
  title: HTMLElement;
  count: HTMLElement;
  problem: HTMLElement;
  thumbnails: HTMLElement;
  record: HTMLButtonElement;
  choice: HTMLElement;
  cameras: HTMLSelectElement;
}

function partsOf(dialog: HTMLDialogElement): Parts {
  const part = (selector: string): HTMLElement => {
    const found = dialog.querySelector<HTMLElement>(selector);
    if (found === null) {
      throw new Error(`internal: the camera has no ${selector}; please report this`);
    }
    return found;
  };
  return {
    video: part('video') as HTMLVideoElement,
    title: part('h2'),
    count: part('[data-count]'),
    problem: part('.problem'),
    thumbnails: part('ul'),
    record: part('[data-record]') as HTMLButtonElement,
    choice: part('label'),
    cameras: part('select') as HTMLSelectElement,
  };
}
