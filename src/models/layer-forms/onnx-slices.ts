/** The places of an axis that a slice from `start` to `end` takes, by ONNX's rules: negative counts from the end. */
export function slicePlaces(size: number, start: number, end: number, step: number): number[] {
  const clamp = (place: number, low: number, high: number): number => Math.min(high, Math.max(low, place));
  const counted = (place: number): number => (place < 0 ? place + size : place);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const first = clamp(counted(start), step > 0 ? 0 : -1, step > 0 ? size : size - 1);
  const last = clamp(counted(end), low, high);
  const places: number[] = [];
  if (Number.isInteger(step) && step !== 0) {
    for (let place = first; step > 0 ? place < last : place > last; place += step) {
      places.push(place);
    }
  }
  return places;
}
