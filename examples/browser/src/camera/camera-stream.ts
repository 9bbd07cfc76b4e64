/** A camera that the browser lists. Before the user allows one, the names are empty. */
export interface CameraChoice {
  id: string;
  name: string;
}

/** The last start of each element: while the browser asks for permission, it can be stopped or started again. */
const starts = new WeakMap<HTMLVideoElement, object>();

/**
 * Shows a camera in a video element. Default: the one at the back of a phone. Returns whether it is on: not if it was stopped or
 * started again meanwhile.
 */
export async function startCamera(video: HTMLVideoElement, id?: string): Promise<boolean> {
  stopCamera(video);
  const start = {};
  starts.set(video, start);
  // Undefined in pages without TLS, whatever the type says.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) {
    throw new Error('A page can use the camera only from https, from localhost or from a file.');
  }
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({
      video: id === undefined ? {facingMode: 'environment'} : {deviceId: {exact: id}},
    });
  } catch (error) {
    throw new Error(problemOf(error instanceof DOMException ? error.name : ''));
  }
  if (starts.get(video) !== start) {
    endTracks(stream);
    return false;
  }
  video.srcObject = stream;
  video.muted = true;
  video.playsInline = true;
  try {
    await video.play();
  } catch {
    // The camera was stopped before it began.
  }
  return starts.get(video) === start;
}

function problemOf(name: string): string {
  switch (name) {
    case 'NotAllowedError':
      return 'The camera was not allowed. Allow it beside the address of this page, or choose photos instead.';
    case 'NotReadableError':
      return 'The camera is used by another program. Close that program, or choose photos instead.';
    default:
      return 'No camera was found. Choose photos instead.';
  }
}

/** Switches the camera off. */
export function stopCamera(video: HTMLVideoElement): void {
  const stream = video.srcObject;
  starts.delete(video);
  video.srcObject = null;
  if (stream instanceof MediaStream) {
    endTracks(stream);
  }
}

function endTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}

/** The camera that a video element shows. */
export function cameraOf(video: HTMLVideoElement): string | undefined {
  const stream = video.srcObject;
  return stream instanceof MediaStream ? stream.getVideoTracks()[0]?.getSettings().deviceId : undefined;
}

/** The cameras of this machine. Call it while one is on: only then do they have names. */
export async function listCameras(): Promise<CameraChoice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({kind}) => kind === 'videoinput')
    .map(({deviceId, label}, at) => ({id: deviceId, name: label === '' ? `Camera ${at + 1}` : label}));
}
