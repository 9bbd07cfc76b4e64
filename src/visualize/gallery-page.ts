import {type HistoryRow} from '../training/history';
import {confusionTable} from './report-confusion';
import {buildCurves, drawCurve, formatValue} from './report-curves';
import {baseName, photoGallery, type ShownPhoto} from './report-photos';
import {html, SafeHtml} from './html';
import {REPORT_STYLE} from './report-style';

/** A drawn image, as a `data:` address. */
export interface DrawnPicture {
  dataUrl: string;
  width: number;
  height: number;
  /** The caption, in one sentence. */
  caption: string;
}

/** The content of the page. */
export interface GalleryPage {
  title: string;
  classes: readonly string[];
  count: number;
  accuracy:
    {count: number; top1: number; top5: number; confusion: readonly (readonly number[])[]} | undefined;
  filters: DrawnPicture | undefined;
  predictions: readonly ShownPhoto[];
  nearest: {
    layer: string;
    agreement: number;
    rows: readonly {query: ShownPhoto; neighbors: readonly (ShownPhoto & {distance: number})[]}[];
  };
  activations: {photo: ShownPhoto; maps: readonly DrawnPicture[]} | undefined;
  occlusions: readonly {
    photo: ShownPhoto;
    overlayUrl: string;
    label: string;
    probability: number;
    lowest: number;
  }[];
  /** Names of the files that are written with the page. */
  files: readonly string[];
  /** The training history, if there is one. */
  history: readonly HistoryRow[];
}

const STYLE = `
figure > figcaption { margin-top: .4rem; }
.rows { display: grid; gap: .7rem; }
.row { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: .5rem; }
.row figure { margin: 0; min-width: 0; }
.row img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 8px; display: block; }
.row figure:first-child img { outline: 3px solid var(--train); outline-offset: -3px; }
.row figcaption { font-size: .74rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row figcaption.right { color: var(--good); } .row figcaption.wrong { color: var(--bad); }
.charts figure:last-child { grid-column: auto; }
.maps { display: grid; gap: 1.1rem; }
.maps img { max-width: 100%; height: auto; image-rendering: pixelated; background: #565d68; border-radius: 6px; }
.pairs { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .9rem; }
.over { position: relative; } .over img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 8px; display: block; }
.over img + img { position: absolute; inset: 0; }
@media (max-width: 800px) { .pairs { grid-template-columns: repeat(2, minmax(0, 1fr)); } .row { gap: .25rem; } .row figcaption { font-size: .62rem; } }
`;

/** Whether a file of a gallery may have this name. */
export function isGalleryFile(name: string): boolean {
  return /^(filters|predictions|nearest|occlusion|confusion|curves|activations-[\w.-]+)\.png$/.test(name);
}

/** The names of the files that were written with a page, by the start of its text; undefined if it is no gallery. */
export function filesOfGallery(page: string): string[] | undefined {
  return /<meta name="figures" content="([^"]*)"/.exec(page)?.[1]?.split(' ');
}

/** The figures of a model as one self-contained HTML file. */
export function galleryPage(page: GalleryPage): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="tfjs-alexnet" />
        <meta name="figures" content="${page.files.join(' ')}" />
        <title>${page.title}: figures</title>
        ${new SafeHtml(`<style>${REPORT_STYLE}${STYLE}</style>`)}
      </head>
      <body>
        <main>
          <header class="hero">
            <div>
              <h1>What ${page.title} learned</h1>
              ${headline(page)}
            </div>
            <p class="muted">
              The figures of the paper for this model and these photos: the filters of the first layer (Figure
              3), predictions and nearest photos (Figure 4), feature maps, and occlusion sensitivity.
            </p>
          </header>
          ${section('First filters', picture(page.filters, 'filters'))}
          ${section('Photos and their five best predictions', photoGallery(page.predictions))}
          ${section('Nearest photos', nearestRows(page.nearest))}
          ${section('Occlusion sensitivity', occlusions(page.occlusions))}
          ${section('Feature maps', activations(page.activations))}
          ${section('Confusion', page.accuracy && confusionTable(page.accuracy.confusion, page.classes))}
          ${section('Training curves', curves(page.history))}
          <footer>
            Written by tfjs-alexnet. This file is self-contained: it loads nothing from elsewhere.
          </footer>
        </main>
      </body>
    </html> `.text;
}

function headline({accuracy, count}: GalleryPage): SafeHtml {
  return accuracy === undefined
    ? html`<p class="headline">${count}</p>
        <p class="muted">photos, none of them labeled with a class of the model.</p>`
    : html`<p class="headline">${(accuracy.top1 * 100).toFixed(1)}<small>%</small></p>
        <p class="muted">accuracy on ${accuracy.count} photos.</p>`;
}

function section(title: string, content: SafeHtml | undefined): SafeHtml | undefined {
  return (
    content &&
    html`<section>
      <h2>${title}</h2>
      ${content}
    </section>`
  );
}

function picture(drawn: DrawnPicture | undefined, className: string): SafeHtml | undefined {
  return (
    drawn &&
    html`<figure>
      <img
        class="${className}"
        src="${drawn.dataUrl}"
        width="${drawn.width}"
        height="${drawn.height}"
        alt="${drawn.caption}"
      />
      <figcaption>${drawn.caption}</figcaption>
    </figure>`
  );
}

function nearestRows({layer, agreement, rows}: GalleryPage['nearest']): SafeHtml | undefined {
  const columns = 1 + Math.max(0, ...rows.map(({neighbors}) => neighbors.length));
  if (columns === 1) {
    return undefined;
  }
  const share = Number.isNaN(agreement)
    ? ''
    : ` ${formatValue(agreement, true)} of all neighbors have the label of their photo.`;
  const figure = ({dataUrl, label, file}: ShownPhoto, tone: string): SafeHtml =>
    html`<figure>
      <img src="${dataUrl}" alt="Photo of ${label}" title="${baseName(file)}" />
      <figcaption class="${tone}">${label}</figcaption>
    </figure>`;
  return html`<p class="muted small">
      Each row shows a photo, framed, and the photos with the nearest feature vectors in ${layer}.${share}
    </p>
    <div class="rows">
      ${rows.map(
        ({query, neighbors}) =>
          html`<div class="row" style="--columns:${columns}">
            ${figure(query, '')}
            ${neighbors.map(near => figure(near, near.label === query.label ? 'right' : 'wrong'))}
          </div>`,
      )}
    </div>`;
}

function occlusions(shown: GalleryPage['occlusions']): SafeHtml | undefined {
  return shown.length === 0
    ? undefined
    : html`<p class="muted small">
          A gray patch was moved over each photo. The more it lowers the score of the predicted class at a
          position, the redder the position, on a separate scale for each photo.
        </p>
        <div class="pairs">
          ${shown.map(
            ({photo, overlayUrl, label, probability, lowest}) =>
              html`<figure>
                <div class="over">
                  <img src="${photo.dataUrl}" alt="Photo of ${photo.label}" /><img
                    src="${overlayUrl}"
                    alt="Red where covering the photo lowers the score of ${label}"
                  />
                </div>
                <figcaption>
                  ${label} ${formatValue(probability, true)}, with the patch down to
                  ${formatValue(lowest, true)}
                </figcaption>
              </figure>`,
          )}
        </div>`;
}

function activations(shown: GalleryPage['activations']): SafeHtml | undefined {
  return shown === undefined || shown.maps.length === 0
    ? undefined
    : html`<p class="muted small">
          The strongest channels of some layers for one photo: bright where the activation is high.
        </p>
        <div class="maps">
          <img src="${shown.photo.dataUrl}" width="128" height="128" alt="Photo of ${shown.photo.label}" />
          ${shown.maps.map(map => picture(map, 'map'))}
        </div>`;
}

function curves(rows: readonly HistoryRow[]): SafeHtml | undefined {
  return rows.length === 0
    ? undefined
    : html`<p class="key" aria-hidden="true">
          <span class="raw">each batch</span><span>training, averaged</span
          ><span class="held">validation</span>
        </p>
        <div class="charts">
          ${buildCurves(rows).map(
            curve =>
              html`<figure>
                <h3>${curve.title}</h3>
                <div class="plot">${drawCurve(curve)}</div>
              </figure>`,
          )}
        </div>`;
}
