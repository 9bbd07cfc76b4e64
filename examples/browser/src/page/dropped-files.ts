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

/** The files of an input; those of a folder keep their path in it, and hidden ones (`.DS_Store`) are left out. */
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

export interface SortedFiles {
  /** Photos by what they show, in the order of the alphabet. */
  byClass: Map<string, DroppedFile[]>;
  /** How many photos do not say what they show. */
  unknown: number;
  /** Names of files that are no photos: a folder of photos has a README or a table too, and they are not a class. */
  others: string[];
}

/** Photos by their class. */
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
