/** An exported network as one HTML file, which predicts without a server and without any other file. */

export interface PredictorPageOptions {
  /** Files of a model directory by name: model.json, weights.bin, preprocessing.json. */
  files: Readonly<Record<string, Uint8Array>>;
  /** Names of the classes. */
  classes: readonly string[];
  /** The script of the page, which finds the files in it. */
  code: string;
  style: string;
}

/** Bytes per element: base64 of a multiple of three bytes can be joined, and a browser limits the length of one text. */
const PART_BYTES = 3 << 20;
/** Class names in the title. */
const MAX_NAMED = 3;

/**
 * What the page may load: itself and data in memory. So the browser guarantees that it needs no other file and that no photo leaves
 * the machine.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src blob: data:',
  'media-src blob: mediastream:',
].join('; ');

/** The page as a file. Long files are encoded in pieces, so that the calling thread stays free. */
export async function predictorPage({files, classes, code, style}: PredictorPageOptions): Promise<Blob> {
  const rest = classes.length - MAX_NAMED;
  const named = rest > 1 ? [...classes.slice(0, MAX_NAMED), `${rest} more`] : classes;
  const title = escapeText(`Predict ${new Intl.ListFormat('en', {type: 'disjunction'}).format(named)}`);
  const parts = [
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
${style.replaceAll('</', '<\\/')}
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="muted">The network is in this file: it works without a server, and no photo leaves this machine.</p>
<div class="row">
<label>Choose a photo … <input type="file" id="file" accept="image/*" disabled></label>
<button id="camera" disabled>Use the camera</button>
</div>
<p id="problem" role="alert" hidden></p>
<img id="photo" alt="" hidden>
<video id="video" hidden></video>
<h2 id="class"></h2>
<ul id="scores" aria-label="Scores"></ul>
<p class="muted" id="rate"></p>
<p class="muted" id="status" role="status">Starting …</p>
<noscript>This page predicts in your browser. It needs JavaScript.</noscript>
</main>
`,
  ];
  for (const [name, bytes] of Object.entries(files)) {
    for (let at = 0; at < bytes.length; at += PART_BYTES) {
      const text = base64(bytes.subarray(at, at + PART_BYTES));
      parts.push(`<script type="text/plain" data-file="${name}">${text}</script>\n`);
      await new Promise(resolve => {
        setTimeout(resolve, 0);
      });
    }
  }
  parts.push(`<script>\n${scriptText(code)}\n</script>\n</body>\n</html>\n`);
  return new Blob(parts, {type: 'text/html'});
}

/** Text in an element or attribute of HTML. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/**
 * JavaScript in a script element, where a browser looks for `</script` and `<!--` before it knows about strings. In code
 * neither can stand outside of a string, a template or a regular expression, where these escapes mean the same.
 */
export function scriptText(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3C');
}

/** Characters at a time: more would be too many arguments of one call. */
const CALL_LENGTH = 0x6000;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CALL_LENGTH) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + CALL_LENGTH)));
  }
  return text;
}
