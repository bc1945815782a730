import type { WorkRequest } from '@rustine/sdk';
import { plain } from '../output/plain.ts';
import { instant } from '../output/words.ts';

/** Tells once of each halt that nothing goes on before a person decides, and how to. */
export function tellHalts(note: (text: string) => void): (work: WorkRequest) => void {
  let told: string | null = null;
  return ({ id, halted }) => {
    const wave = halted?.wave ?? null;
    if (halted !== null && wave !== told) {
      note(
        `Wave ${plain(halted.wave)} failed: ${plain(halted.reason)} Until ${instant(halted.until)} it waits for "rustine work-request resume ${id}", "retry" or "cancel".`,
      );
    }
    told = wave;
  };
}
