import { validateDocument } from '@rustine/domain';
import { describe, expect, test } from 'vitest';
import { builtInDocuments } from './assemble.ts';
import { findPowerShellFaults } from './testing/parse-powershell.ts';

/** Every PowerShell step of the documents that ship, as it stands in the document. */
const scripts = builtInDocuments().flatMap(({ name, content }) =>
  (validateDocument(content).document?.steps ?? [])
    .filter((step) => step.action === 'aws:runPowerShellScript')
    .map((step) => ({
      name: `${name}/${step.name}`,
      script: (step.inputs['runCommand'] as string[]).join('\n'),
    })),
);

test('a fault of a script is found, with its line', async () => {
  expect(await findPowerShellFaults('$a = 1\nif ($a -eq 1) { Write-Output "x"\n')).toEqual([
    expect.stringMatching(/^2: /),
  ]);
  expect(await findPowerShellFaults('if ($a -eq 1) { Write-Output "x" }\n')).toEqual([]);
});

describe.each(scripts)('$name', ({ script }) => {
  test('is read by the grammar of PowerShell without a fault', async () => {
    expect(await findPowerShellFaults(script)).toEqual([]);
  });

  test('uses nothing that only PowerShell 7 has, and no letter that another encoding would break', () => {
    expect(script).not.toMatch(/\?\?|\?\.|\s&&\s|\s\|\|\s|-AsHashtable|ForEach-Object -Parallel|\$IsWindows/);
    // oxlint-disable-next-line no-control-regex
    expect(script.match(/[^\u0000-\u007f]/g)).toBeNull();
  });
});
