/**
 * The lines that a terminal of so many columns shows in the end, scrolled ones included. It knows what our output uses:
 * line feed, carriage return, wrapping at the edge and "erase the line"; all else stays in the text and is seen there.
 */
export function showTerminal(recorded: string, columns: number): string[] {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  // script(1) frames the recording by lines of its own.
  const output = recorded.replace(/^Script started[^\n]*\n/, '').replace(/\n?Script done[^\n]*\n?$/, '');
  for (const character of output.replaceAll('\u001B[2K', '\uE000')) {
    switch (character) {
      case '\n':
        row += 1;
        lines[row] ??= [];
        break;
      case '\r':
        column = 0;
        break;
      case '\uE000':
        lines[row] = [];
        break;
      default:
        if (column === columns) {
          row += 1;
          column = 0;
          lines[row] ??= [];
        }
        lines[row]![column] = character;
        column += 1;
    }
  }
  return lines.map((line) => Array.from(line, (character) => character ?? ' ').join(''));
}
