import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../command-context.ts';
import { readConfig } from '../../config.ts';
import { connect } from '../../connect.ts';
import { explainError } from '../../explain-error.ts';
import { runProgram } from '../../program.ts';

const text = `schemaVersion: "2.2"
parameters:
  who: {type: String, default: wörld, interpolationType: ENV_VAR}
  seconds: {type: String, default: "60"}
mainSteps:
  - action: aws:runShellScript
    name: say
    inputs:
      onFailure: exit
      timeoutSeconds: "{{ seconds }}"
      workingDirectory: /tmp
      runCommand: ["#!/bin/bash", "echo $SSM_who {{ seconds }}"]
  - action: aws:runPowerShellScript
    name: ask
    inputs: {finallyStep: true, workingDirectory: tools, runCommand: [Get-Date]}
`;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-render-'));
  file = join(folder, 'x.yaml');
  await writeFile(file, text);
});
afterEach(() => rm(folder, { recursive: true }));

/** No server and no token: a document is rendered where it is written. */
async function render(...args: string[]) {
  const config = readConfig({ RUSTINE_DATA_DIR: join(folder, 'none') });
  const told = { stdout: '', stderr: '' };
  const streamOf = (name: keyof typeof told) => ({
    write(chunk: string | Uint8Array) {
      told[name] += Buffer.from(chunk).toString();
      return true;
    },
  });
  const context: CommandContext = {
    config,
    stdout: streamOf('stdout'),
    stderr: streamOf('stderr'),
    connection: () => connect(config),
  };
  try {
    return { exitCode: await runProgram(context, ['document', 'render', file, ...args]), ...told };
  } catch (error) {
    const { message, exitCode } = explainError(error, null);
    return { exitCode, stdout: told.stdout, stderr: message };
  }
}

describe('rustine document render', () => {
  it('shows script, folder, environment and time-out of each step', async () => {
    expect(await render('--platform', 'linux', '--parameters', '{"seconds": 7}')).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: `say (aws:runShellScript)
  runs         /bin/sh -c <step's folder>/_script.sh
  folder       /tmp
  time-out     7 s
  environment  SSM_who=wörld
  on failure   exit
  | #!/bin/bash
  | echo $SSM_who 7

ask (aws:runPowerShellScript)
  runs         /usr/bin/powershell or /usr/bin/pwsh -f <step's folder>/_script.ps1
  folder       downloads/tools if an earlier step made it, else the step's own
  time-out     3600 s
  environment  HOME=/
  without      TERM
  environment  SSM_who=wörld
  finally      runs even after an exit
  | Get-Date
`,
    });
  });

  it('says why a step is skipped on the other platform', async () => {
    const { stdout } = await render('--platform', 'windows');
    expect(stdout).toMatch(/^say \(aws:runShellScript\)\n {2}skipped +The action aws:runShellScript .*windows\.$/m);
    expect(stdout).toMatch(/^ {2}runs +%SystemRoot%.*powershell\.exe .* -f .*_script\.ps1$/m);
  });

  it('gives the bytes of a script as JSON text, the byte order mark of PowerShell included', async () => {
    const { stdout } = await render('--platform', 'windows', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'say', kind: 'skip' },
      { name: 'ask', kind: 'script', timeoutSeconds: 3600, script: { content: '\uFEFFGet-Date\n' } },
    ]);
  });

  it('answers 2 to a parameter that the document does not have, and to no platform', async () => {
    expect(await render('--platform', 'linux', '--parameters', '{"whom": "x"}')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('no parameter whom'),
    });
    expect(await render()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--platform') });
  });

  it('prints the faults of a document with their places', async () => {
    await writeFile(file, text.replace('type: String, default: wörld', 'type: Strin, default: wörld'));
    const { exitCode, stdout, stderr } = await render('--platform', 'linux');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${file}:3:15: `));
  });

  it('leaves references to the parameter store as they are, also in the values of parameters', async () => {
    await writeFile(
      file,
      text.replace('default: wörld', "default: '{{ssm:/app/who}}'").replace('/tmp', '/{{ssm:dir}}'),
    );
    const { exitCode, stdout } = await render('--platform', 'linux');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}environment +SSM_who=\{\{ssm:\/app\/who\}\}$/m);
    expect(stdout).toMatch(/^ {2}folder +\/\{\{ssm:dir\}\}$/m);
  });
});
