/** Words between spaces; a part in double quotes is one word and keeps them, as msiexec wants its properties. */
export function splitWords(text: string): string[] {
  return text.match(/"[^"]*"?|[^\s"]+(?:"[^"]*"?)?/g) ?? [];
}
