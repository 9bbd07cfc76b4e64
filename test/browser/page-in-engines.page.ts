/** Runs in the page of examples/browser: does what a visitor does, and returns what the page shows. */

export interface PageInput {
  /** Paths of photos by class. */
  photos: Record<string, string[]>;
  /** Path of a photo to predict. */
  predict: string;
  /** Its class. */
  expected: string;
}

export interface PageOutcome {
  isolated: boolean;
  /** What the page shows about the backend. */
  backend: string;
  status: string;
  scores: string;
}

/** Waits until `find` returns something. */
async function until<T>(what: string, find: () => T | null | undefined | false): Promise<T> {
  for (const end = Date.now() + 200_000; Date.now() < end;) {
    const found = find();
    if (found !== null && found !== undefined && found !== false) {
      return found;
    }
    await new Promise(next => setTimeout(next, 50));
  }
  throw new Error(`the page did not show ${what}: ${document.body.innerText.slice(0, 2000)}`);
}

const element = <E extends Element = HTMLElement>(selector: string): Promise<E> =>
  until(selector, () => document.querySelector<E>(selector));
const text = (selector: string, words: RegExp): Promise<string> =>
  until(`${selector} with ${String(words)}`, () => {
    const shown = document.querySelector<HTMLElement>(selector)?.innerText.trim() ?? '';
    return words.test(shown) && shown;
  });

/** Chooses files in a file input, as a visitor does. */
async function choose(label: string, paths: readonly string[]): Promise<void> {
  const input = await element<HTMLInputElement>(`input[type=file][aria-label="${label}"]`);
  const chosen = new DataTransfer();
  for (const path of paths) {
    const blob = await (await fetch(path)).blob();
    chosen.items.add(new File([blob], path.slice(path.lastIndexOf('/') + 1), {type: 'image/png'}));
  }
  input.files = chosen.files;
  input.dispatchEvent(new Event('change', {bubbles: true}));
}

export default async function run({photos, predict, expected}: PageInput): Promise<PageOutcome> {
  await element('#train');
  for (const [name, paths] of Object.entries(photos)) {
    await choose(`Training photos of ${name}`, paths);
  }
  await until('the validation photos', () => document.body.innerText.includes('4 validation photos'));
  const scratch = await until('the choice "From scratch"', () =>
    [...document.querySelectorAll('label')].find(label => label.innerText.includes('From scratch')),
  );
  scratch.click();
  const epochs = await until('the number of epochs', () =>
    [...document.querySelectorAll('label')]
      .find(label => label.innerText.includes('Epochs'))
      ?.querySelector('input'),
  );
  epochs.value = '12';
  epochs.dispatchEvent(new Event('input', {bubbles: true}));
  epochs.dispatchEvent(new Event('change', {bubbles: true}));
  const train = await until('a button to train', () =>
    document.querySelector<HTMLButtonElement>('#train:not([disabled])'),
  );
  train.click();
  const status = await text('#training-status', /Done|Stopped/);
  await choose('Photos to predict', [predict]);
  // The section shows another image until the photo is predicted.
  await until(`the prediction "${expected}"`, () =>
    [...document.querySelectorAll<HTMLElement>('.look h3')].some(({innerText}) => innerText === expected),
  );
  return {
    isolated: crossOriginIsolated,
    backend: await text('.chip', /./),
    status,
    scores: await text('#scores', /%/),
  };
}
