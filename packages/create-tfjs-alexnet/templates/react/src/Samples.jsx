import {useEffect, useRef} from 'react';

const SHOWN = 10;
const SIDE = 96; // pixels

/** The first photos of a class in small. */
export function Samples({photos}) {
  return (
    <div>
      {photos.slice(0, SHOWN).map((photo, i) => (
        <Sample key={i} photo={photo} />
      ))}
    </div>
  );
}

function Sample({photo}) {
  const canvas = useRef(null);
  useEffect(() => {
    let gone = false;
    createImageBitmap(photo).then(
      bitmap => {
        const side = Math.min(bitmap.width, bitmap.height);
        const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
        if (!gone) {
          canvas.current.getContext('2d').drawImage(bitmap, left, top, side, side, 0, 0, SIDE, SIDE);
        }
        bitmap.close();
      },
      () => undefined, // no photo: the training says so
    );
    return () => {
      gone = true;
    };
  }, [photo]);
  return <canvas ref={canvas} width={SIDE} height={SIDE} />;
}
