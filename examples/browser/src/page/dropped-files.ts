/** The files of a drop, folders opened, each with its path inside what was dropped. */
export interface DroppedFile {
  file: File;
  path: string;
}

export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // The list of a drop is emptied as soon as this function waits: everything is taken out of it first.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null);
  const files = [...transfer.files];
  if (entries.length === 0) {
    return files.map(file => ({file, path: file.name}));
  }
  return (await Promise.all(entries.map(entry => walk(entry, '')))).flat();
}

/** The files of an input; those of a folder keep their path in it. */
export function chosenFiles(input: HTMLInputElement): DroppedFile[] {
  return [...(input.files ?? [])].map(file => ({file, path: file.webkitRelativePath || file.name}));
}

async function walk(entry: FileSystemEntry, folder: string): Promise<DroppedFile[]> {
  const path = `${folder}${entry.name}`;
  if (entry.name.startsWith('.')) {
    return [];
  }
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    return [{file, path}];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: DroppedFile[] = [];
  for (;;) {
    // A reader hands out a hundred at a time, until it hands out none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) {
      return inside;
    }
    for (const child of some) {
      inside.push(...(await walk(child, `${path}/`)));
    }
  }
}

/** The class that a path says: its folder, or `cat` for `cat.1.jpg`. Undefined where it says none. */
export function classOf(path: string): string | undefined {
  const numbered = /^([^.]+)\.\d+\.[^.]+$/.exec(path.slice(path.lastIndexOf('/') + 1))?.[1];
  const folder = path.split('/').slice(0, -1).at(-1);
  return numbered ?? folder;
}
