import {type SafeHtml, html} from './html';

/** A photo with what the network said about it, ready to be put into a page. */
export interface ShownPhoto {
  /** Name of the file. */
  file: string;
  /** The picture as a `data:` address. */
  dataUrl: string;
  /** True class. */
  label: string;
  /** The network's answers, best first. */
  top: {label: string; score: number}[];
}

/** A gallery of photos with the verdict and the best scores under each. */
export function photoGallery(photos: readonly ShownPhoto[]): SafeHtml {
  return html`<ul class="photos">
    ${photos.map(({file, dataUrl, label, top}) => {
      const answer = top[0]?.label ?? '';
      const isRight = answer === label;
      const verdict = isRight ? `✓ ${label}` : `✗ ${label}, taken for ${answer}`;
      return html`<li>
        <img src="${dataUrl}" alt="Photo of ${label}, ${isRight ? 'recognized' : `taken for ${answer}`}" />
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

/** The last part of a path, whichever separator it was written with. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
