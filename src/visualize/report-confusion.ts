import {type SafeHtml, html} from './html';

/** With more classes, the most common confusions are listed: a matrix would be too large to read. */
const MAX_MATRIX_CLASSES = 20;
const MAX_PAIRS = 25;

/**
 * The confusion matrix as a table: a row per true class, a column per predicted class, shaded by the fraction of the row.
 * With many classes, the most common confusions instead.
 */
export function confusionTable(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
): SafeHtml {
  return classes.length <= MAX_MATRIX_CLASSES ? matrix(confusion, classes) : pairs(confusion, classes);
}

function matrix(confusion: readonly (readonly number[])[], classes: readonly string[]): SafeHtml {
  const rows = classes.map((name, truth) => {
    const counts = classes.map((_, predicted) => confusion[truth]?.[predicted] ?? 0);
    const total = sum(counts);
    const cells = counts.map(count => {
      const share = total === 0 ? 0 : count / total;
      // The shade is at most one half, so that the number on it has a contrast of 4.5 to 1 in light and dark mode.
      const shade = `${Math.round(share * 50)}%`;
      return html`<td style="--share:${shade}">${count}</td>`;
    });
    const right = total === 0 ? '–' : `${((100 * (counts[truth] ?? 0)) / total).toFixed(1)} %`;
    return html`<tr>
      <th scope="row">${name}</th>
      ${cells}
      <td>${right}</td>
    </tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix">
    <table class="confusion">
      <thead>
        <tr>
          <th scope="col"><span class="muted small">true ↓ predicted →</span></th>
          ${classes.map(name => html`<th scope="col">${name}</th>`)}
          <th scope="col"><span class="muted small">accuracy</span></th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function pairs(confusion: readonly (readonly number[])[], classes: readonly string[]): SafeHtml {
  const found = confusion
    .flatMap((row, truth) =>
      row.map((count, predicted) => ({truth, predicted, count, share: count / Math.max(1, sum(row))})),
    )
    .filter(({truth, predicted, count}) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, MAX_PAIRS);
  if (found.length === 0) {
    return html`<p class="muted">All predictions are correct.</p>`;
  }
  return html`<p class="muted small">The most common confusions among ${classes.length} classes.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Most common confusions">
      <table>
        <thead>
          <tr>
            <th scope="col">true</th>
            <th scope="col">predicted</th>
            <th scope="col" class="number">photos</th>
            <th scope="col" class="number">percent of the class</th>
          </tr>
        </thead>
        <tbody>
          ${found.map(
            ({truth, predicted, count, share}) =>
              html`<tr>
                <td class="name">${classes[truth]}</td>
                <td class="name">${classes[predicted]}</td>
                <td class="number">${count}</td>
                <td class="number">${(share * 100).toFixed(1)} %</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
