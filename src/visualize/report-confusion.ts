import {type SafeHtml, html} from './html';

/** More classes than this are listed by their commonest confusions: a matrix could not be read. */
const MAX_MATRIX_CLASSES = 20;
const MAX_PAIRS = 25;

/**
 * The confusion matrix as a table: a row per true class, a column per answer, shaded by the share of the row.
 * With many classes, the commonest confusions instead.
 */
export function confusionTable(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
): SafeHtml {
  return classes.length <= MAX_MATRIX_CLASSES ? matrix(confusion, classes) : pairs(confusion, classes);
}

function matrix(confusion: readonly (readonly number[])[], classes: readonly string[]): SafeHtml {
  const rows = classes.map((name, truth) => {
    const counts = classes.map((_, answer) => confusion[truth]?.[answer] ?? 0);
    const total = sum(counts);
    const cells = counts.map(count => {
      const share = total === 0 ? 0 : count / total;
      // The shade stops at half, so that the number on it keeps a contrast of 4.5 to 1 in light and in dark.
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
          <th scope="col"><span class="muted small">photo of ↓ taken for →</span></th>
          ${classes.map(name => html`<th scope="col">${name}</th>`)}
          <th scope="col"><span class="muted small">right</span></th>
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
      row.map((count, answer) => ({truth, answer, count, share: count / Math.max(1, sum(row))})),
    )
    .filter(({truth, answer, count}) => truth !== answer && count > 0)
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, MAX_PAIRS);
  if (found.length === 0) {
    return html`<p class="muted">No photo was taken for another class.</p>`;
  }
  return html`<p class="muted small">The commonest confusions among ${classes.length} classes.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Commonest confusions">
      <table>
        <thead>
          <tr>
            <th scope="col">photo of</th>
            <th scope="col">taken for</th>
            <th scope="col" class="number">photos</th>
            <th scope="col" class="number">share of its class</th>
          </tr>
        </thead>
        <tbody>
          ${found.map(
            ({truth, answer, count, share}) =>
              html`<tr>
                <td class="name">${classes[truth]}</td>
                <td class="name">${classes[answer]}</td>
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
