import {useState} from 'react';
import {DRAWN_CLASSES, drawPhotos} from './drawn-photos.js';
import {Samples} from './Samples.jsx';
import {useTraining} from './use-training.js';

const DRAWN = 40; // images of each class

const percent = fraction => `${(100 * fraction).toFixed(1)} %`;
const drawn = () => DRAWN_CLASSES.map((name, i) => ({name, photos: drawPhotos(name, DRAWN, i + 1)}));

function describe({status, step, totalSteps, loss, accuracy, problem}) {
  switch (status) {
    case 'idle':
      return 'Ready: images are drawn. Train, or choose photos of your own.';
    case 'training':
      return step === undefined ? 'Starting …' : `Step ${step} of ${totalSteps}, loss ${loss.toFixed(3)}`;
    case 'done':
      return `Done${accuracy === undefined ? '' : `, validation accuracy ${percent(accuracy)}`}`;
    default:
      return problem;
  }
}

export function App() {
  const [classes, setClasses] = useState(drawn);
  const [scores, setScores] = useState([]);
  const training = useTraining();
  const change = (index, fields) =>
    setClasses(before => before.map((item, i) => (i === index ? {...item, ...fields} : item)));

  return (
    <main>
      <h1>Train a network in this page</h1>
      <p>
        AlexNet for small images learns two classes, in a worker of this page. Photos never leave this
        machine.
      </p>
      <div className="classes">
        {classes.map(({name, photos}, i) => (
          <section key={i}>
            <h2>
              <input
                aria-label="Name of the class"
                value={name}
                onChange={({target}) => change(i, {name: target.value})}
              />
            </h2>
            <Samples photos={photos} />
            <p>{photos.length} photos</p>
            <label>
              Photos of your own{' '}
              <input
                type="file"
                accept="image/*"
                multiple
                onChange={({target}) => change(i, {photos: [...target.files]})}
              />
            </label>
          </section>
        ))}
      </div>
      <p>
        <button id="train" disabled={training.status === 'training'} onClick={() => training.start(classes)}>
          Train
        </button>
        {training.status === 'training' && (
          <progress value={training.step ?? 0} max={training.totalSteps ?? 1} />
        )}
      </p>
      <p id="status" role="status">
        {describe(training)}
      </p>
      <label>
        Predict a photo{' '}
        <input
          type="file"
          accept="image/*"
          disabled={training.status !== 'done'}
          onChange={async ({target}) => setScores(await training.predict(target.files[0]))}
        />
      </label>
      <ul>
        {scores.map(({label, score}) => (
          <li key={label}>
            {label}: {percent(score)}
          </li>
        ))}
      </ul>
    </main>
  );
}
