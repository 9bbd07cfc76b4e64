/** Photos from the camera, as files. The camera is switched off when its dialog is closed. */
export async function openCamera(dialog: HTMLDialogElement, take: (photo: File) => void): Promise<void> {
  const video = dialog.querySelector('video');
  const shutter = dialog.querySelector<HTMLButtonElement>('[data-shutter]');
  if (video === null || shutter === null) {
    return;
  }
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
    throw new Error(
      isRefused
        ? 'The camera was not allowed. Allow it beside the address of this page, or drop photos instead.'
        : 'No camera was found. Drop photos instead.',
    );
  }
  video.srcObject = stream;
  await video.play();
  let count = 0;
  shutter.onclick = () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    canvas.toBlob(
      blob => {
        if (blob !== null) {
          take(new File([blob], `camera-${Date.now()}-${++count}.jpg`, {type: blob.type}));
        }
      },
      'image/jpeg',
      0.92,
    );
  };
  dialog.onclose = () => {
    for (const track of stream.getTracks()) {
      track.stop();
    }
    video.srcObject = null;
  };
  dialog.showModal();
}
