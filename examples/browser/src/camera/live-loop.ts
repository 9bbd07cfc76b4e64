import type {ClassScore} from 'tfjs-alexnet';

export interface LiveLoopOptions {
  /** Width and height that a frame is scaled to: the size that the network takes. */
  sidePx: number;
  /** Predicts a frame and closes it. */
  predict: (frame: ImageBitmap) => Promise<ClassScore[]>;
  /** Called after each prediction; the rate is undefined until a second has been measured. */
  onScores: (scores: ClassScore[], perSecond: number | undefined) => void;
  /** Called once, when a prediction fails: the loop has ended then. */
  onError: (error: unknown) => void;
}

export interface LiveLoop {
  stop(): void;
}

/** Time over which the rate is measured. */
const RATE_OVER_MS = 1000;

/**
 * Predicts what a video shows while it plays. There is one request at a time, so slow networks skip frames and never lag
 * behind; the next frame is prepared meanwhile.
 */
export function liveLoop(video: HTMLVideoElement, options: LiveLoopOptions): LiveLoop {
  let isOn = true;
  const run = async (): Promise<void> => {
    const rate = rateOver(RATE_OVER_MS);
    let next = nextFrame(video, options.sidePx);
    while (isOn) {
      const frame = await next;
      const scores = frame === undefined ? undefined : options.predict(frame);
      next = nextFrame(video, options.sidePx);
      const [predicted] = await Promise.all([scores, next]);
      // Not a constant: stop() may have been called during an await.
      if ((isOn as boolean) && predicted !== undefined) {
        options.onScores(predicted, rate(performance.now()));
      }
    }
    (await next)?.close();
  };
  run().catch((error: unknown) => {
    if (isOn) {
      isOn = false;
      options.onError(error);
    }
  });
  return {
    stop: () => {
      isOn = false;
    },
  };
}

/** The central square of the frame that is shown, after the next repaint; undefined while there is none. */
async function nextFrame(video: HTMLVideoElement, side: number): Promise<ImageBitmap | undefined> {
  await new Promise(resolve => {
    requestAnimationFrame(resolve);
  });
  const {videoWidth: width, videoHeight: height} = video;
  const shorter = Math.min(width, height);
  if (shorter === 0 || video.srcObject === null) {
    return undefined;
  }
  return createImageBitmap(video, (width - shorter) / 2, (height - shorter) / 2, shorter, shorter, {
    resizeWidth: side,
    resizeHeight: side,
    resizeQuality: 'high',
  });
}

/** Returns a function that is called at each event with the time in ms, and returns the events per second. */
export function rateOver(windowMs: number): (nowMs: number) => number | undefined {
  const times: number[] = [];
  return now => {
    times.push(now);
    while (times.length > 2 && now - (times[1] ?? now) >= windowMs) {
      times.shift();
    }
    const spanMs = now - (times[0] ?? now);
    return spanMs < windowMs ? undefined : ((times.length - 1) * 1000) / spanMs;
  };
}
