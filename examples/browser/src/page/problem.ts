import {html, nothing, type TemplateResult} from 'lit-html';

/** A sentence that something went wrong; read aloud when it appears. */
export function problem(text: string | undefined): TemplateResult | typeof nothing {
  return text === undefined ? nothing : html`<p class="problem" role="alert">${text}</p>`;
}
