import {DRAWN_CLASSES, drawPhotos} from './drawn-photos.js';
import {predict, train} from './training.js';

const DRAWN = 40; // images of each class
const SHOWN = 10;

const element = id => document.querySelector(`#${id}`);
const percent = fraction => `${(100 * fraction).toFixed(1)} %`;
const classes = DRAWN_CLASSES.map((name, i) => ({name, photos: drawPhotos(name, DRAWN, i + 1)}));

function show(text) {
  element('status').textContent = text;
}

function addSection(item) {
  const section = document.createElement('section');
  const title = document.createElement('h2');
  const count = document.createElement('p');
  const samples = document.createElement('div');
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, {type: 'file', accept: 'image/*', multiple: true});
  label.append('Photos of another class: ', input);
  section.append(title, samples, count, label);
  element('classes').append(section);

  const paint = async () => {
    title.textContent = item.name;
    count.textContent = `${item.photos.length} photos`;
    samples.replaceChildren(...(await Promise.all(item.photos.slice(0, SHOWN).map(sampleOf))));
  };
  input.addEventListener('change', () => {
    const name = prompt('What do these photos show?', item.name);
    Object.assign(item, {name: name || item.name, photos: [...input.files]});
    paint().catch(error => show(error.message));
  });
  paint().catch(error => show(error.message));
}

/** A photo in small. */
async function sampleOf(photo) {
  const bitmap = await createImageBitmap(photo);
  const canvas = document.createElement('canvas');
  const side = Math.min(bitmap.width, bitmap.height);
  Object.assign(canvas, {width: 96, height: 96});
  canvas
    .getContext('2d')
    .drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, 96, 96);
  bitmap.close();
  return canvas;
}

async function trainAll() {
  element('train').disabled = true;
  element('progress').hidden = false;
  show('Starting …');
  try {
    let accuracy = '';
    await train(classes, {
      onProgress: ({step, totalSteps, loss}) => {
        element('progress').value = step / totalSteps;
        show(`Step ${step} of ${totalSteps}, loss ${loss.toFixed(3)}`);
      },
      onEvaluation: evaluation => {
        accuracy = `, validation accuracy ${percent(evaluation.accuracy)}`;
      },
    });
    show(`Done${accuracy}`);
    element('photo').disabled = false;
  } catch (error) {
    show(error.message); // of an AlexNetError: with what to do
  } finally {
    element('train').disabled = false;
    element('progress').hidden = true;
  }
}

async function predictChosen() {
  const [photo] = element('photo').files;
  if (photo === undefined) {
    return;
  }
  const lines = (await predict(photo)).map(({label, score}) => {
    const line = document.createElement('li');
    line.textContent = `${label}: ${percent(score)}`;
    return line;
  });
  element('scores').replaceChildren(...lines);
}

classes.forEach(addSection);
element('train').addEventListener('click', () => void trainAll());
element('photo').addEventListener('change', () => {
  predictChosen().catch(error => show(error.message));
});
