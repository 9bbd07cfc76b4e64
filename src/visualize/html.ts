/** Markup that is safe in a page: made by {@link html}, or by code that escapes its input. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** A value in an {@link html} template: texts and numbers are escaped, markup and lists of markup are not. */
export type HtmlValue = SafeHtml | string | number | undefined | readonly HtmlValue[];

/**
 * Template tag for markup: interpolated values are escaped, unless they are markup. File names and class names
 * come from users, so escaping must be the default. `undefined` becomes an empty text.
 *
 * Pitfall: an attribute's value must be in double quotes.
 *
 * @example
 * html`<p title="${'"'}">${'<script>'}</p>`.text; // <p title="&quot;">&lt;script&gt;</p>
 */
export function html(pieces: TemplateStringsArray, ...values: HtmlValue[]): SafeHtml {
  let text = pieces[0] ?? '';
  values.forEach((value, i) => {
    text += render(value) + (pieces[i + 1] ?? '');
  });
  return new SafeHtml(text);
}

function render(value: HtmlValue): string {
  if (value === undefined) {
    return '';
  }
  if (value instanceof SafeHtml) {
    return value.text;
  }
  if (typeof value === 'object') {
    return value.map(render).join('');
  }
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Escapes a text for element content and quoted attributes. Control characters, which HTML forbids but a file
 * name may contain, become the replacement character; so do the marks that change the text direction.
 */
export function escapeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, character => ENTITIES[character] ?? character)
      // eslint-disable-next-line no-control-regex -- these characters are replaced
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
  );
}

/** JSON that may stand inside a script element: no character of it can end the element or open a comment. */
export function scriptJson(value: unknown): SafeHtml {
  const text = JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/>/g, '\\u003e')
    .replace(/&/g, '\\u0026')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
  return new SafeHtml(text);
}
