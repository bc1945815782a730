/** What begins a text that stays byte for byte, a shell's or PowerShell's, and the line that ends it. */
function endOfText(code: string): string | undefined {
  const shell = /<<'?([A-Z]+)'?/.exec(code)?.[1];
  const quote = /@(["'])$/.exec(code)?.[1];
  return shell ?? (quote === undefined ? undefined : `${quote}@`);
}

/**
 * The lines of a shell or PowerShell script without blank lines and whole-line comments, and with half of the
 * indentation. Here-documents and here-strings stay as they are. A script must hold no other text of several lines in
 * which such a line has a meaning.
 */
export function trimScript(text: string): string[] {
  const lines: string[] = [];
  let end: string | undefined;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (end !== undefined) {
      lines.push(line);
      if (line === end || (end.endsWith('@') && line.startsWith(end))) end = undefined;
      continue;
    }
    const code = line.trimStart();
    if (code === '' || /^#(?!!)/.test(code)) continue;
    lines.push(' '.repeat(Math.floor((line.length - code.length) / 2)) + code);
    end = endOfText(code);
  }
  return lines;
}
