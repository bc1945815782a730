import { open } from 'node:fs/promises';

/** Makes a rename or a new entry of this directory survive a power cut: without it the name may be lost, not the bytes. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
