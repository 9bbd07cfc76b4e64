/** A dropped file with its path in the dropped folder. */
export interface DroppedFile {
  file: File;
  path: string;
}

export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // The browser empties the list at the first await, so it is copied before.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null);
  const files = [...transfer.files];
  if (entries.length === 0) {
    return files.map(file => ({file, path: file.name}));
  }
  return (await Promise.all(entries.map(entry => walk(entry, '')))).flat();
}

/** The files of an input element, with their paths in a chosen folder; hidden files (`.DS_Store`) are skipped. */
export function chosenFiles(input: HTMLInputElement): DroppedFile[] {
  return [...(input.files ?? [])]
    .map(file => ({file, path: file.webkitRelativePath || file.name}))
    .filter(({path}) => !/\/\./.test(path));
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
    // A reader returns at most a hundred entries per call, and none at the end.
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

/** The class of a path: its folder, or `cat` for `cat.1.jpg`; undefined if there is none. */
export function classOf(path: string): string | undefined {
  const numbered = /^([^.]+)\.\d+\.[^.]+$/.exec(path.slice(path.lastIndexOf('/') + 1))?.[1];
  const folder = path.split('/').slice(0, -1).at(-1);
  return numbered ?? folder;
}

export interface SortedFiles {
  /** Photos by class, in alphabetical order. */
  byClass: Map<string, DroppedFile[]>;
  /** Number of photos without a class in their path. */
  unknown: number;
  /** Names of files that are not photos: a folder of photos can also contain a README or a table. */
  others: string[];
}

/** Sorts photos by class. */
export function sortByClass(files: readonly DroppedFile[]): SortedFiles {
  const isPhoto = ({file}: DroppedFile): boolean => file.type.startsWith('image/');
  const byClass = new Map<string, DroppedFile[]>();
  let unknown = 0;
  for (const dropped of files.filter(isPhoto)) {
    const name = classOf(dropped.path);
    if (name === undefined) {
      unknown += 1;
    } else {
      byClass.set(name, [...(byClass.get(name) ?? []), dropped]);
    }
  }
  return {
    byClass: new Map([...byClass].sort(([a], [b]) => a.localeCompare(b))),
    unknown,
    others: files.filter(dropped => !isPhoto(dropped)).map(({file}) => file.name),
  };
}
