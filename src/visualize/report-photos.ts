import {type SafeHtml, html} from './html';

/** A photo with its prediction, ready for a page. */
export interface ShownPhoto {
  /** Name of the file. */
  file: string;
  /** The image as a `data:` address. */
  dataUrl: string;
  /** True class. */
  label: string;
  /** Predicted classes, highest score first. */
  top: {label: string; score: number}[];
}

/** A gallery of photos with the true and predicted class and the best scores. */
export function photoGallery(photos: readonly ShownPhoto[]): SafeHtml {
  return html`<ul class="photos">
    ${photos.map(({file, dataUrl, label, top}) => {
      const predicted = top[0]?.label ?? '';
      const isRight = predicted === label;
      const verdict = isRight ? `✓ ${label}` : `✗ true: ${label}, predicted: ${predicted}`;
      return html`<li>
        <img src="${dataUrl}" alt="Photo of ${label}, predicted ${predicted}" />
        <div>
          <p class="verdict ${isRight ? 'right' : 'wrong'}">${verdict}</p>
          <p class="file" title="${file}">${baseName(file)}</p>
          <ul class="scores">
            ${top.map(
              ({label: name, score}) =>
                html`<li>
                  <span>${name}</span><b>${(score * 100).toFixed(1)} %</b
                  ><i style="--share:${(score * 100).toFixed(1)}%"></i>
                </li>`,
            )}
          </ul>
        </div>
      </li>`;
    })}
  </ul>`;
}

/** The last segment of a path with any separator. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
