import {html, nothing, type TemplateResult} from 'lit-html';
import {chanceAccuracy, isAtChance} from './chance';
import type {Confusion} from './state';

/** The confusion table of more classes would not fit the page. */
const MAX_CLASSES = 20;

/** How often the photos of each class are predicted as which class. */
export function confusionView({classes, counts}: Confusion): TemplateResult | typeof nothing {
  if (classes.length > MAX_CLASSES) {
    return nothing;
  }
  const most = Math.max(1, ...counts.flat());
  return html`<figure class="confusion">
    <figcaption>
      Confusion table: validation photos by true class (rows) and predicted class (columns)
    </figcaption>
    <div class="scroll" tabindex="0" role="region" aria-label="Confusion table">
      <table id="confusion">
        <thead>
          <tr>
            <th scope="col"><span class="visually-hidden">True class</span></th>
            ${classes.map(name => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            (name, label) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${classes.map((_, predicted) => {
                  const count = counts[label]?.[predicted] ?? 0;
                  const kind = label === predicted ? 'right' : 'wrong';
                  return html`<td class=${count === 0 ? '' : kind} style="--share:${count / most}">
                    ${count}
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

/** A warning if the network has learned nothing. */
export function chanceWarning({counts, accuracy}: Confusion): TemplateResult | typeof nothing {
  const perClass = counts.map(row => row.reduce((sum, count) => sum + count, 0));
  return isAtChance(accuracy, perClass)
    ? html`<p class="problem" role="alert" id="at-chance">
        The network is no better than chance: ${percent(accuracy)} of the validation photos are predicted
        correctly, and always predicting the same class reaches ${percent(chanceAccuracy(perClass))}. Add
        photos, use transfer learning, or train for more epochs.
      </p>`
    : nothing;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(0)} %`;
}
