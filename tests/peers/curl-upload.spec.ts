import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportColumns, type Grant } from '@rustine/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand, sha256, type HandAgent } from '../e2e/harness/hand-agent.ts';
import { openHouse, type House } from '../e2e/harness/open-house.ts';
import { findProgram, isMissing } from './harness/find-peers.ts';
import { startScan } from './harness/run-scan.ts';
import { runToolOrFail } from './harness/run-tool.ts';

const [curl, sha256sum, openssl] = ['curl', 'sha256sum', 'openssl'].map(findProgram);
const skip = isMissing({ curl, sha256sum, openssl }, 'uploads by curl');

describe.skipIf(skip)('curl, with a grant and nothing else', () => {
  let folder: string;
  let house: House;
  let agent: HandAgent;
  let invocationId: string;
  let content: Buffer;
  let grant: Grant;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rustine-curl-'));
    house = await openHouse();
    await house.startServer();
    agent = await enrollByHand(house);
    await startScan(house, agent.instanceId);
    invocationId = await agent.accept();
    const header = reportColumns['software-inventory'].map(({ name }) => name).join(',');
    const row = `1,${invocationId},${agent.instanceId},curl,2026-11-21T12:00:00Z,été,1.0,amd64,,deb,,1`;
    content = Buffer.from(`${header}\n${`${row}\n`.repeat(20_000)}`);
    grant = await agent.grant(invocationId, 'software-inventory', content);
  });

  afterAll(async () => {
    await house?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** The status of a PUT. The URL is a permission, so curl reads it from its configuration and not from its argv. */
  const put = async (body: Buffer, headers: Readonly<Record<string, string>>): Promise<number> => {
    const file = join(folder, 'report.csv');
    await writeFile(file, body);
    const input = [
      `url = "${grant.url}"`,
      ...Object.entries(headers).map(([name, value]) => `header = "${name}: ${value}"`),
    ];
    const how = ['--silent', '--show-error', '--output', '-', '--write-out', '\n%{http_code}', '--max-time', '30'];
    const answer = await runToolOrFail(curl!, [...how, '--upload-file', file, '--config', '-'], {
      input: input.join('\n'),
    });
    return Number(answer.split('\n').at(-1));
  };

  it('is refused other bytes than those granted, fewer, more, and the same without the header that was signed', async () => {
    const other = Buffer.from(content);
    other[other.length - 2] = 0x32;
    expect(await put(other, grant.headers)).toBe(422);
    expect(await put(content.subarray(0, -1), grant.headers)).toBeGreaterThanOrEqual(400);
    expect(await put(Buffer.concat([content, content]), grant.headers)).toBeGreaterThanOrEqual(400);
    expect(await put(content, {})).toBeGreaterThanOrEqual(400);
    expect(await agent.verify(grant.key)).toMatchObject({ verified: false });
  });

  it('uploads a report that sha256sum and openssl then find as it was sent', async () => {
    expect(content.length).toBeGreaterThan(1024 * 1024);
    expect(await put(content, grant.headers)).toBeLessThan(300);
    expect(await agent.verify(grant.key)).toMatchObject({ verified: true, sizeBytes: content.length });
    const object = join(house.dataDir, 'objects', 'objects', grant.key);
    expect(await runToolOrFail(sha256sum!, [object])).toMatch(new RegExp(`^${sha256(content)} `));
    expect(await runToolOrFail(openssl!, ['dgst', '-sha256', '-r', object])).toMatch(
      new RegExp(`^${sha256(content)} `),
    );
  });
});
