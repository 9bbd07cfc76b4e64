import {fsync} from 'node:fs';
import {promisify} from 'node:util';

const syncDescriptor = promisify(fsync);

/** Forces an open file to the disk. The file handles that Yarn's Plug'n'Play puts in place of Node's have no `sync()`. */
export async function syncHandle({fd}: {readonly fd: number}): Promise<void> {
  await syncDescriptor(fd);
}
