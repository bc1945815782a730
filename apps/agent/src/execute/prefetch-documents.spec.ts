import { describe, expect, it } from 'vitest';
import { prefetchDocuments } from './prefetch-documents.ts';
import { prepareDocument } from './prepare-document.ts';

const steps = (...names: string[]) =>
  JSON.stringify({
    schemaVersion: '2.2',
    parameters: { Next: { type: 'String', default: 'AWS-None' } },
    mainSteps: names.map((documentPath, index) => ({
      action: 'aws:runDocument',
      name: `step${index}`,
      inputs: { documentType: 'SSMDocument', documentPath, documentParameters: { Next: ['Given'] } },
    })),
  });

/** The names that were asked for, in order, of a run that begins with `start` over a registry of these documents. */
async function askedFor(start: string, registry: Record<string, string>): Promise<string[]> {
  const prepared = prepareDocument({ document: { name: 'Start', content: start }, parameters: {} }, 'linux');
  if ('fault' in prepared) throw new Error(prepared.fault);
  const asked: string[] = [];
  await prefetchDocuments(prepared.steps, {
    platform: 'linux',
    signal: new AbortController().signal,
    fetchDocument: async ({ name }) => {
      asked.push(name);
      const content = registry[name];
      if (content === undefined) throw new Error(`there is no ${name}`);
      return { name, version: 1, sha256: '', content };
    },
  });
  return asked;
}

describe('prefetchDocuments', () => {
  it('asks for the documents of steps and for theirs, with the parameters that they are given, each once', async () => {
    const registry = { One: steps('{{ Next }}'), Given: steps(), Two: steps() };
    expect(await askedFor(steps('One', 'Two', 'One'), registry)).toEqual(['One', 'Given', 'Two']);
  });

  it('goes on past a document that is not to be had or not valid', async () => {
    expect(await askedFor(steps('Missing', 'Broken', 'Last'), { Broken: '{', Last: steps() })).toEqual([
      'Missing',
      'Broken',
      'Last',
    ]);
  });

  it('ends where documents name one another in a circle', async () => {
    const asked = await askedFor(steps('One'), { One: steps('Two'), Two: steps('One') });
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.length).toBeLessThan(10);
  });
});
