import { DownloadError } from './download-error.ts';
import type { DownloadSetting } from './download-setting.ts';

/** Counts what one step downloads. Both throw DownloadError when it becomes too much. */
export interface Budget {
  readonly spendBytes: (bytes: number) => void;
  readonly spendFile: () => void;
}

export function openBudget({ bytesMax, filesMax }: Pick<DownloadSetting, 'bytesMax' | 'filesMax'>): Budget {
  let bytes = 0;
  let files = 0;
  return {
    spendBytes(more) {
      bytes += more;
      if (bytes > bytesMax)
        throw new DownloadError(`there is more than the ${bytesMax} bytes that a step may download`);
    },
    spendFile() {
      files += 1;
      if (files > filesMax)
        throw new DownloadError(`there are more than the ${filesMax} files that a step may download`);
    },
  };
}
