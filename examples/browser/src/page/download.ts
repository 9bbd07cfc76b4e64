/** A browser that has not begun to read the file after this long will not. */
const KEPT_MS = 60_000;

/** Hands a file to the browser to be saved. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, KEPT_MS);
}
