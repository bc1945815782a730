import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { trimScript } from './trim-script.ts';

const script = `#!/bin/sh
# why this is so
greet() {
  # shellcheck disable=SC2086
  cat <<TEXT

  # not a comment of the script
TEXT

  if [ "$1" = "#" ]; then
    echo '# hash'
  fi
}

greet "#"
`;

test('comments, blank lines and half of the indentation go, here-documents stay byte for byte', () => {
  expect(trimScript(script)).toEqual([
    '#!/bin/sh',
    'greet() {',
    ' cat <<TEXT',
    '',
    '  # not a comment of the script',
    'TEXT',
    ' if [ "$1" = "#" ]; then',
    "  echo '# hash'",
    ' fi',
    '}',
    'greet "#"',
  ]);
});

test('a shell reads the same program before and after', () => {
  const run = (text: string) => execFileSync('/bin/sh', ['-c', text]).toString();
  expect(run(trimScript(script).join('\n'))).toBe(run(script));
});
