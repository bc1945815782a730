import { stripVTControlCharacters } from 'node:util';

/**
 * Text that came from an instance, safe to show: an escape sequence in a package's or a host's name must not move the
 * cursor or retitle the window of whoever reads it. Tabs and line ends stay.
 */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- Control characters are exactly what is taken out here.
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
