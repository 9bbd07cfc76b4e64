import {html, nothing, type TemplateResult} from 'lit-html';
import {repeat} from 'lit-html/directives/repeat.js';
import type {Actions} from './actions';
import {openCamera} from './camera-dialog';
import {chosenFiles, droppedFiles, type DroppedFile} from './dropped-files';
import {problem} from './problem';
import {divide, type Bucket, type Photo, type State} from './state';
import {listed, numbered} from './wording';

/** Maximal number of photos shown per class: the browser would draw all of them. */
const MAX_SHOWN = 60;

/** The classes that photos are dropped into. */
export function bucketsView(state: State, actions: Actions): TemplateResult {
  const {buckets, errors} = state;
  const parts = divide(buckets);
  const held = parts.filter(({isValidation}) => isValidation).length;
  return html`<section aria-labelledby="photos-title">
    <h2 id="photos-title"><span class="number">1</span> Photos</h2>
    <p class="muted">
      <span class="not-on-phone">Add photos to each class: drop them, choose files, or use the camera.</span>
      <span class="on-phone">Add photos to each class.</span> ${dropLink(actions)}
    </p>
    ${
      state.opening === undefined
        ? nothing
        : html`<p class="small muted" role="status">Opening ${state.opening} …</p>`
    }
    ${problem(errors.photos)}
    <div class="buckets">
      ${repeat(
        buckets,
        bucket => bucket.key,
        bucket => bucketView(bucket, state, actions),
      )}
      <button
        class="add"
        @click=${() => {
          actions.photos.addBucket();
        }}
      >
        Add class
      </button>
    </div>
    ${
      parts.length === 0
        ? nothing
        : html`<p class="small muted">
            ${numbered(parts.length - held, 'training photo')}, ${numbered(held, 'validation photo')}.
          </p>`
    }
  </section>`;
}

function dropLink(actions: Actions): TemplateResult {
  const sort = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    void actions.photos.sort(chosenFiles(input));
    input.value = '';
  };
  const link = (text: string, input: TemplateResult): TemplateResult =>
    html`<label class="link" tabindex="-1">${text}${input}</label>`;
  const folder = html`<input
    type="file"
    multiple
    webkitdirectory
    class="visually-hidden"
    aria-label="Choose a folder whose photos are sorted by name"
    @change=${sort}
  />`;
  const zip = html`<input
    type="file"
    multiple
    accept=".zip,.tm"
    class="visually-hidden"
    aria-label="Open a zip of Teachable Machine"
    @change=${sort}
  />`;
  return html`${link('Or choose a folder, and its photos are sorted by name', folder)},
  ${link('or open a zip of Teachable Machine', zip)}.`;
}

function bucketView(bucket: Bucket, {buckets}: State, actions: Actions): TemplateResult {
  const add = (files: readonly DroppedFile[], where: 'photos' | 'validation'): void => {
    void actions.photos.add(bucket, files, where);
  };
  const name = bucket.name.trim() || 'this class';
  return html`<div class="bucket" data-bucket=${bucket.name}>
    <div class="bucket-head">
      <input
        class="name"
        aria-label="Name of the class"
        .value=${bucket.name}
        @input=${(event: Event) => {
          actions.photos.renameBucket(bucket, (event.target as HTMLInputElement).value);
        }}
      />
      ${
        buckets.length > 2
          ? html`<button
              class="icon"
              aria-label="Remove the class ${name}"
              @click=${() => {
                actions.photos.removeBucket(bucket);
              }}
            >
              ×
            </button>`
          : nothing
      }
    </div>
    ${dropZone(
      `Training photos of ${name}`,
      {text: 'Drop photos here, or choose files', onPhone: 'Choose photos'},
      files => {
        add(files, 'photos');
      },
      PHOTOS_AND_ZIPS,
    )}
    <button
      class="quiet"
      @click=${(event: Event) => {
        camera(event, actions, name, file => {
          add([{file, path: file.name}], 'photos');
        });
      }}
    >
      Use the camera
    </button>
    ${
      bucket.pending > 0
        ? html`<p class="small muted" role="status">Reading ${numbered(bucket.pending, 'photo')} …</p>`
        : nothing
    }
    ${
      bucket.rejected.length > 0
        ? html`<div class="problem" role="alert">
            <ul>
              ${listed(bucket.rejected).map(text => html`<li>${text}</li>`)}
            </ul>
          </div>`
        : nothing
    }
    ${photoGrid(bucket.photos, bucket, actions)}
    <details name="validation">
      <summary>
        Validation photos (${bucket.validation.length === 0 ? 'every fifth' : bucket.validation.length})
      </summary>
      <p class="small muted">
        The network is not trained on these photos. If there are none, every fifth photo above is used.
      </p>
      ${dropZone(
        `Validation photos of ${name}`,
        {text: 'Drop validation photos', onPhone: 'Choose validation photos'},
        files => {
          add(files, 'validation');
        },
        PHOTOS_AND_ZIPS,
      )}
      ${photoGrid(bucket.validation, bucket, actions)}
    </details>
  </div>`;
}

/** What a class takes: photos, and zips of photos. */
const PHOTOS_AND_ZIPS = 'image/*,.zip,.tm';

/** A drop zone for files, which is also a button that opens the file chooser. */
export function dropZone(
  label: string,
  {text, onPhone}: {text: string; onPhone: string},
  take: (files: readonly DroppedFile[]) => void,
  accept = 'image/*',
): TemplateResult {
  const over = (event: DragEvent, isOver: boolean): void => {
    event.preventDefault();
    (event.currentTarget as HTMLElement).classList.toggle('over', isOver);
  };
  return html`<label
    class="drop"
    @dragover=${(event: DragEvent) => {
      over(event, true);
    }}
    @dragleave=${(event: DragEvent) => {
      over(event, false);
    }}
    @drop=${(event: DragEvent) => {
      over(event, false);
      if (event.dataTransfer !== null) {
        void droppedFiles(event.dataTransfer).then(take);
      }
    }}
  >
    <span class="not-on-phone">${text}</span><span class="on-phone">${onPhone}</span>
    <input
      type="file"
      multiple
      accept=${accept}
      class="visually-hidden"
      aria-label=${label}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        const files = chosenFiles(input);
        if (files.length > 0) {
          take(files);
        }
        input.value = '';
      }}
    />
  </label>`;
}

function photoGrid(
  photos: readonly Photo[],
  bucket: Bucket,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (photos.length === 0) {
    return nothing;
  }
  const rest = photos.length - MAX_SHOWN;
  return html`<ul class="thumbs" aria-label="Photos of ${bucket.name}">
      ${repeat(
        photos.slice(0, MAX_SHOWN),
        ({id}) => id,
        photo =>
          html`<li>
            <img src=${photo.url} alt=${photo.name} title=${photo.name} />
            <button
              class="icon"
              aria-label="Remove ${photo.name}"
              @click=${() => {
                actions.photos.removePhoto(bucket, photo);
              }}
            >
              ×
            </button>
          </li>`,
      )}
    </ul>
    <p class="small muted">
      ${numbered(photos.length, 'photo')}${rest > 0 ? html`, ${MAX_SHOWN} of them shown` : nothing}
    </p>`;
}

function camera(event: Event, actions: Actions, className: string, take: (file: File) => void): void {
  // One program at a time can have a camera, on many machines.
  actions.live.stop();
  const dialog = (event.target as HTMLElement).closest('main')?.querySelector<HTMLDialogElement>('#camera');
  if (dialog !== null && dialog !== undefined) {
    openCamera(dialog, {className, take}).catch((error: unknown) => {
      actions.fail('photos', error);
    });
  }
}
