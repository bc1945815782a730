import type { DocumentFault } from '@rustine/domain';

/** Each fault as `file:line:column: message`, the form that editors and CI systems turn into links. */
export function renderFaults(file: string, faults: readonly DocumentFault[], mark = ''): string {
  return faults
    .map(({ line, column, message, path }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      return `${place}: ${mark}${message}${path === '' ? '' : ` (${path})`}\n`;
    })
    .join('');
}
