/** Ten photos a second: more would hardly differ from each other. */
const EVERY_MS = 100;
/** No network of this page takes larger images. */
const MAX_SHORTER_PX = 320;
const QUALITY = 0.92;

export interface Recording {
  stop(): void;
}

let recorded = 0;

/** Takes a photo from a video now and every tenth of a second until it is stopped. */
export function recordFrames(
  video: HTMLVideoElement,
  take: (photo: File, frame: HTMLCanvasElement) => void,
): Recording {
  let isBusy = false;
  let seen = -1;
  const grab = (): void => {
    // A slow machine records fewer photos, and a slow camera none twice.
    const {totalVideoFrames: shown} = video.getVideoPlaybackQuality();
    const frame = isBusy || shown === seen ? undefined : drawFrame(video);
    seen = shown;
    isBusy = isBusy || frame !== undefined;
    frame?.toBlob(
      blob => {
        isBusy = false;
        if (blob !== null) {
          recorded += 1;
          take(new File([blob], `camera-${recorded}.jpg`, {type: blob.type}), frame);
        }
      },
      'image/jpeg',
      QUALITY,
    );
  };
  grab();
  const timer = setInterval(grab, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** The frame that is shown; undefined while there is none. */
function drawFrame(video: HTMLVideoElement): HTMLCanvasElement | undefined {
  const {videoWidth: width, videoHeight: height} = video;
  const shorter = Math.min(width, height);
  if (shorter === 0) {
    return undefined;
  }
  const scale = Math.min(1, MAX_SHORTER_PX / shorter);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}
