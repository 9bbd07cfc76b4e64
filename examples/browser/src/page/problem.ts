import {html, nothing, type TemplateResult} from 'lit-html';

/** An error message, announced by screen readers when it appears. */
export function problem(text: string | undefined): TemplateResult | typeof nothing {
  return text === undefined ? nothing : html`<p class="problem" role="alert">${text}</p>`;
}
