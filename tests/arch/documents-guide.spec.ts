import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtInDocuments } from '@rustine/documents';
import { knownActions, runnableActions, validateDocument } from '@rustine/domain';
import { describe, expect, it } from 'vitest';
import { findPlugin } from '../../apps/agent/src/plugins/registry.ts';

const guide = fileURLToPath(new URL('../../docs/guides/documents.md', import.meta.url));
const text = readFileSync(guide, 'utf8');
const proofs = Array.from(text.matchAll(/\]\(([^)]+\.spec\.ts)\) "([^"]+)"/g), ([, file = '', name = '']) => ({
  file,
  name,
}));

describe('the guide to documents', () => {
  it('names tests that exist', () => {
    expect(proofs.length).toBeGreaterThan(40);
    const wrong = proofs.filter(({ file, name }) => {
      const path = fileURLToPath(new URL(file, `file://${guide}`));
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(name);
    });
    expect(wrong).toEqual([]);
  });

  it('has a proof in every row of the conformance tables, or says that it is not yet', () => {
    const rows = text
      .slice(text.indexOf('## Conformance'))
      .split('\n')
      .filter((line) => /^\| (?!rule )/.test(line));
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter((row) => !row.includes('.spec.ts)') && !row.includes('not yet'))).toEqual([]);
  });

  it('speaks of every action', () => {
    expect(knownActions.filter((action) => !text.includes(`\`${action}\``))).toEqual([]);
  });
});

describe('the actions that a document may be registered with', () => {
  it.each([...runnableActions.values()].flat())('include %s, for which the agent has a plugin', (action) => {
    expect(findPlugin(action)).not.toBeNull();
  });

  it.each(builtInDocuments())('are all that $name asks for', ({ content }) => {
    expect(validateDocument(content, { runnable: runnableActions }).faults).toEqual([]);
  });
});
