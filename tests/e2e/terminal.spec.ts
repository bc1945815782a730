import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallMachine } from './harness/apt-machine.ts';
import { freePort } from './harness/free-port.ts';
import { ownFolder, type OwnFolder } from './harness/own-folder.ts';
import { runCommand } from './harness/run-command.ts';
import { showTerminal } from './harness/show-terminal.ts';

const can = existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/script');
if (!can) console.log('skipped: a terminal needs script(1), and the scan in it apt');

const columns = 80;
let place: OwnFolder;
let recorded: string;

beforeAll(async () => {
  if (!can) return;
  place = await ownFolder(0o755);
  const env = {
    RUSTINE_DATA_DIR: place.dataDir,
    TERM: 'xterm',
    ...(await smallMachine(place.folder, ['bash', 'coreutils', 'dpkg', 'jq', 'libjq1', 'libexpat1', 'tzdata'])),
  };
  const file = join(place.folder, 'recorded');
  const line = `stty cols ${columns} rows 24; npm start -- --once --port ${await freePort()}`;
  const { code, stderr } = await runCommand(['script', '-qe', '-c', line, file], { env });
  if (code !== 0) throw new Error(`${await readFile(file, 'utf8')}\n${stderr}`);
  recorded = await readFile(file, 'utf8');
});

afterAll(() => place[Symbol.asyncDispose]());

describe.skipIf(!can)('npm start in a terminal of 80 columns', () => {
  it('has a line that moves while something is being done', () => {
    const frames = new Set(recorded.match(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏](?= Starting the server)/g));
    expect(frames.size).toBeGreaterThan(2);
  });

  it('draws no frame so wide that it wraps', () => {
    const drawn = recorded.split(/\r|\n/).map((each) => each.replaceAll('\u001B[2K', ''));
    const frames = drawn.filter((each) => /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /.test(each));
    expect(frames.filter((frame) => frame.length >= columns)).toEqual([]);
  });

  it('leaves a screen without a trace of what moved: no frame, no escape, nothing cut by the edge', () => {
    const lines = showTerminal(recorded, columns);
    const text = lines.join('\n');
    expect(text).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(lines.filter((line) => line.startsWith('✔ '))).toEqual([
      expect.stringMatching(/^✔ The server is up at http:\/\/127\.0\.0\.1:\d+ \(\d+ s\)$/),
      expect.stringMatching(/^✔ The agent is online as \S+ \(.*\) \(\d+ s\)$/),
      expect.stringMatching(/^✔ Scanned \S+ \(\d+ s\)$/),
      expect.stringMatching(/^✔ 3 reports in the lake, \d+ rows \(\d+ s\)$/),
      expect.stringMatching(/^✔ \d+ security updates? missing, \d+ distinct CVEs? \(\d+ s\)$/),
      expect.stringMatching(/^✔ Stopped \(\d+ s\)$/),
    ]);
  });

  it('ends with the summary, once all has stopped', () => {
    const lines = showTerminal(recorded, columns).filter((line) => line.trim() !== '');
    const summary = lines.findLastIndex((line) => line.startsWith('Out of 1 managed instance, '));
    expect(lines.length - summary).toBeLessThanOrEqual(5);
  });
});
