import {type HistoryRow} from '../training/history';
import {buildCurves, drawCurve, formatValue} from './report-curves';
import {confusionTable} from './report-confusion';
import {type ShownPhoto, photoGallery} from './report-photos';
import {type HtmlValue, SafeHtml, html, scriptJson} from './html';
import {shellWord} from './resume-command';

/** The content of the report, complete: no file is read and no image drawn any more. */
export interface ReportPage {
  /** Id of the preset. */
  preset: string;
  /** Class names. */
  classes: readonly string[];
  /** Accuracy and loss of the best checkpoint; undefined without an evaluation. */
  best: {accuracy: number; loss: number; step: number} | undefined;
  /** Names and values for the tiles next to the headline. */
  facts: readonly (readonly [string, string])[];
  /** The history. */
  rows: readonly HistoryRow[];
  /** Row = true class, column = predicted class. */
  confusion: readonly (readonly number[])[] | undefined;
  /** First filters as a `data:` address, with their size in the caption. */
  filters: {dataUrl: string; caption: string; width: number; height: number} | undefined;
  /** Correct predictions, the most confident first. */
  correct: readonly ShownPhoto[];
  /** Wrong predictions, the most confident first. */
  mistakes: readonly ShownPhoto[];
  /** Number of validation photos. */
  validationCount: number;
  /** Skipped files. */
  skipped: readonly {file: string; reason: string}[];
  /** Options of the run. */
  options: readonly (readonly [string, string])[];
  /** Path of the model directory, as typed in a shell. */
  directory: string;
  /** Command line that resumes the run. */
  resume: string;
}

/** The styles and scripts of the page. */
export interface ReportAssets {
  /** Style sheets, concatenated. */
  style: string;
  /** Scripts, and the hash of each for the page's security policy. */
  scripts: readonly {code: string; sha256: string}[];
}

/** Maximal number of evaluations in the table. */
const MAX_EVALUATIONS = 200;
/** Maximal number of skipped files listed. */
const MAX_SKIPPED = 200;

/** The report as one self-contained HTML file. */
export function reportPage(page: ReportPage, assets: ReportAssets): string {
  const curves = buildCurves(page.rows);
  const title = `${page.preset}: ${page.best === undefined ? 'training report' : `validation accuracy ${percent(page.best.accuracy)}`}`;
  const scripts = assets.scripts.map(({sha256}) => `'sha256-${sha256}'`).join(' ');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${scripts === '' ? "'none'" : scripts}`;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="tfjs-alexnet" />
        <title>${title}</title>
        ${new SafeHtml(`<style>${assets.style}</style>`)}
      </head>
      <body>
        <main>
          ${headline(page)}
          <section aria-labelledby="curves-title">
            <h2 id="curves-title">Curves</h2>
            <p class="key" aria-hidden="true">
              <span class="raw">each batch</span><span>training, averaged</span
              ><span class="held">validation</span>
            </p>
            <div class="charts">
              ${curves.map(
                curve =>
                  html`<figure>
                    <h3>${curve.title}</h3>
                    <div class="plot" id="plot-${curve.id}">${drawCurve(curve)}</div>
                  </figure>`,
              )}
            </div>
            <p class="muted small">Drag across a chart to zoom in, double-click to zoom out.</p>
            ${numbersTable(page.rows)}
          </section>
          <div class="two">
            ${section('Confusion', page.confusion === undefined ? undefined : confusionTable(page.confusion, page.classes))}
            ${section('First filters', filterFigure(page.filters))}
          </div>
          ${section('Most confident mistakes', page.mistakes.length === 0 ? undefined : photoGallery(page.mistakes))}
          ${section('Most confident correct predictions', page.correct.length === 0 ? undefined : photoGallery(page.correct))}
          ${section(`Skipped files (${page.skipped.length})`, skippedTable(page.skipped))}
          <div class="two">
            ${section('Options of this run', optionList(page.options))}
            ${section('How to use this model', nextSteps(page))}
          </div>
          <footer>
            Written by tfjs-alexnet. This file is self-contained: it loads nothing from elsewhere.
          </footer>
        </main>
        ${new SafeHtml(`<script type="application/json" id="curves">${scriptJson(curves).text}</script>`)}
        ${assets.scripts.map(({code}) => new SafeHtml(`<script>${code}</script>`))}
      </body>
    </html> `;
  return document.text;
}

function headline({preset, classes, best, facts, validationCount}: ReportPage): SafeHtml {
  const shownClasses =
    classes.length <= 6
      ? classes.join(', ')
      : `${classes.slice(0, 5).join(', ')} and ${classes.length - 5} more`;
  const number =
    best === undefined
      ? html`<p class="headline">–</p>
          <p class="muted">There was no evaluation on a validation set.</p>`
      : html`<p class="headline">${(best.accuracy * 100).toFixed(1)}<small>%</small></p>
          <p class="muted">
            validation accuracy on ${validationCount} photos (best checkpoint, step ${best.step}; loss
            ${formatValue(best.loss, false)}). The checkpoint was chosen on the same photos: expect a little
            less on others.
          </p>`;
  return html`<header class="hero">
    <div>
      <h1>${preset} on ${classes.length} classes</h1>
      <p class="muted small">${shownClasses}</p>
      ${number}
    </div>
    <dl class="tiles">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
}

function section(title: string, content: SafeHtml | undefined): SafeHtml | undefined {
  return content === undefined
    ? undefined
    : html`<section>
        <h2>${title}</h2>
        ${content}
      </section>`;
}

function numbersTable(rows: readonly HistoryRow[]): SafeHtml {
  const evaluated = rows.filter(row => row.validationAccuracy !== undefined);
  const shown = evaluated.length > 0 ? thinned(evaluated) : rows.slice(-20);
  const line = (row: HistoryRow): HtmlValue =>
    html`<tr>
      <td class="number">${row.step}</td>
      <td class="number">${formatValue(row.learningRate, false)}</td>
      <td class="number">${formatValue(row.loss, false)}</td>
      <td class="number">${percent(row.accuracy)}</td>
      <td class="number">
        ${row.validationLoss === undefined ? '–' : formatValue(row.validationLoss, false)}
      </td>
      <td class="number">${row.validationAccuracy === undefined ? '–' : percent(row.validationAccuracy)}</td>
    </tr>`;
  return html`<details>
    <summary>
      The curves as a table
      (${shown.length < evaluated.length ? `${shown.length} of ${evaluated.length} evaluations; ` : ''}every
      step is in history.csv)
    </summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Values of the curves">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">step</th>
            <th scope="col" class="number">learning rate</th>
            <th scope="col" class="number">batch loss</th>
            <th scope="col" class="number">batch accuracy</th>
            <th scope="col" class="number">validation loss</th>
            <th scope="col" class="number">validation accuracy</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(line)}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** At most `MAX_EVALUATIONS` rows at equal distances; the last and the best one stay. */
function thinned(rows: readonly HistoryRow[]): HistoryRow[] {
  const stride = Math.ceil(rows.length / MAX_EVALUATIONS);
  const accuracyOf = (row: HistoryRow): number => row.validationAccuracy ?? -1;
  const best = rows.reduce((found, row) => (accuracyOf(row) > accuracyOf(found) ? row : found));
  return rows.filter((row, i) => row === best || (rows.length - 1 - i) % stride === 0);
}

function filterFigure(filters: ReportPage['filters']): SafeHtml | undefined {
  return filters === undefined
    ? undefined
    : html`<figure>
        <img
          class="filters"
          src="${filters.dataUrl}"
          width="${filters.width}"
          height="${filters.height}"
          alt="${filters.caption}"
        />
        <figcaption style="margin-top:.7rem">
          ${filters.caption} The contrast of each filter is scaled separately; gray is zero. Compare Figure 3
          of the paper.
        </figcaption>
      </figure>`;
}

function skippedTable(skipped: ReportPage['skipped']): SafeHtml | undefined {
  if (skipped.length === 0) {
    return undefined;
  }
  const rest = skipped.length - MAX_SKIPPED;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Skipped files">
      <table>
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col">reason</th>
          </tr>
        </thead>
        <tbody>
          ${skipped.slice(0, MAX_SKIPPED).map(
            ({file, reason}) =>
              html`<tr>
                <td class="name">${file}</td>
                <td>${reason}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rest > 0 ? html`<p class="muted small">… and ${rest} more.</p>` : undefined}`;
}

function optionList(options: ReportPage['options']): SafeHtml | undefined {
  return options.length === 0
    ? undefined
    : html`<dl class="options">
        ${options.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>`;
}

function nextSteps({directory, resume}: ReportPage): SafeHtml {
  const place = shellWord(directory);
  const code = [
    "import * as tfl from '@tensorflow/tfjs-layers';",
    "import {registerLayers} from 'tfjs-alexnet';",
    "import {chooseBackend, fileSystemIO} from 'tfjs-alexnet/node';",
    '',
    'await chooseBackend();',
    'registerLayers();',
    `const model = await tfl.loadLayersModel(fileSystemIO(${JSON.stringify(directory)}));`,
  ].join('\n');
  return html`<p class="small">
      Predict photos, evaluate the model on other photos, write their features in fc7:
    </p>
    <pre>
npx alexnet predict --model ${place} photo.jpg
npx alexnet evaluate --model ${place} --data PHOTOS
npx alexnet features --model ${place} --layer fc7 --data PHOTOS --out features.npy</pre>
    <p class="small">Continue training (raise <code>--epochs</code>), or open the run in TensorBoard:</p>
    <pre>
${resume}
tensorboard --logdir ${place}/logs</pre>
    <p class="small">In a program (<code>preprocessing.json</code> states the preprocessing of the model):</p>
    <pre>${code}</pre>`;
}

function percent(fraction: number): string {
  return formatValue(fraction, true);
}
