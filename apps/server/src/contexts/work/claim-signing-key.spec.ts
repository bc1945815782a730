import { createTestDatabase } from '@rustine/testkit';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimSigningKey } from './claim-signing-key.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const claim = (kid: string) => claimSigningKey(database.db, { kid, path: `/data-of-${kid}/keys/command-signing.jwk` });

describe('the command signing key', () => {
  it('of the first start is recorded, and the same one may start again', async () => {
    await claim('first');
    await claim('first');
    const { rows } = await sql`select kid from command_signing_keys`.execute(database.db);
    expect(rows).toEqual([{ kid: 'first' }]);
  });

  it('that this database does not know is refused with the remedy', async () => {
    await claim('first');
    await expect(claim('other')).rejects.toThrow(
      /other.*trust \(first\).*Copy keys\/command-signing\.jwk .* to \/data-of-other\/keys\/command-signing\.jwk/,
    );
  });

  it('is one, also when servers with keys of their own start a new database together', async () => {
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map(claim));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });
});
