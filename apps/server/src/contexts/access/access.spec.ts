import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@rustine/testkit';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendProblem } from '../../http/problem.ts';
import { createAccess, type Access } from './index.ts';

let database: TestDatabase;
let access: Access;
let folder: string;
let token: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'rustine-access-'));
  access = createAccess({ db: database.db, publicUrl: () => 'http://127.0.0.1:7400' });
  await access.ensureAdminToken(join(folder, 'admin-token'));
  token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const bearer = (secret: string) => ({ bearer: secret, session: undefined });

async function newLink(): Promise<string> {
  const principal = await access.authenticate(bearer(token));
  const link = await access.handlers.createSignInLink({
    params: undefined,
    query: undefined,
    body: undefined,
    principal: principal!,
    requestId: 'r',
  });
  return link.url;
}

async function openApp() {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  await app.register(helmet, { enableCSPNonces: true });
  await app.register(cookie);
  await app.register(rateLimit, { global: false });
  access.publicRoutes(app, { secureCookie: false });
  return app;
}

describe('the admin token', () => {
  it('is kept in a file that its owner alone can read, and stays the same at the next start', async () => {
    const path = join(folder, 'admin-token');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await access.ensureAdminToken(path);
    expect((await readFile(path, 'utf8')).trim()).toBe(token);
    expect(await access.authenticate(bearer(token))).toMatchObject({ name: 'admin', role: 'ADMIN', method: 'TOKEN' });
  });

  it('is known to the database by its hash only', async () => {
    const { rows } = await sql<{ row: string }>`select t::text as row from access_tokens t`.execute(database.db);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain(token);
  });

  it('is refused when it is altered, revoked or expired', async () => {
    expect(await access.authenticate(bearer(`${token}x`))).toBeNull();
    await sql`update access_tokens set revoked_at = now()`.execute(database.db);
    expect(await access.authenticate(bearer(token))).toBeNull();
    await sql`update access_tokens set revoked_at = null, expires_at = now() - interval '1 second'`.execute(
      database.db,
    );
    expect(await access.authenticate(bearer(token))).toBeNull();
    await sql`update access_tokens set expires_at = null`.execute(database.db);
    expect(await access.authenticate(bearer(token))).not.toBeNull();
  });
});

describe('a sign-in link', () => {
  it('signs in once: of many who come at once with the same link, one gets a session', async () => {
    await using app = await openApp();
    const url = new URL(await newLink());
    const answers = await Promise.all(Array.from({ length: 8 }, () => app.inject(url.pathname + url.search)));
    const statuses = answers.map((answer) => answer.statusCode).toSorted((a, b) => a - b);
    expect(statuses).toEqual([303, 401, 401, 401, 401, 401, 401, 401]);
    const refused = answers.find((answer) => answer.statusCode === 401)!;
    expect(refused.json()).toMatchObject({ code: 'SIGN_IN_LINK_INVALID' });
  });

  it('opens a session that scripts cannot read and that signing out ends', async () => {
    await using app = await openApp();
    const url = new URL(await newLink());
    const answer = await app.inject(url.pathname + url.search);
    const [session] = answer.cookies;
    expect(session).toMatchObject({ name: 'rustine_session', httpOnly: true, sameSite: 'Lax', path: '/' });
    const credentials = { bearer: undefined, session: session!.value };
    const principal = await access.authenticate(credentials);
    expect(principal).toMatchObject({ name: 'admin', method: 'COOKIE' });
    await access.handlers.endSession({
      params: undefined,
      query: undefined,
      body: undefined,
      principal: principal!,
      requestId: 'r',
    });
    expect(await access.authenticate(credentials)).toBeNull();
  });

  it('is not used up by a program that only asks for its headers', async () => {
    await using app = await openApp();
    const url = new URL(await newLink());
    expect((await app.inject({ method: 'HEAD', url: url.pathname + url.search })).statusCode).toBe(404);
    expect((await app.inject(url.pathname + url.search)).statusCode).toBe(303);
  });

  it('that no longer works leads a person to the page that says how to get another, in their language', async () => {
    await using app = await openApp();
    const headers = { accept: 'text/html', 'accept-language': 'fr' };
    const answer = await app.inject({ url: '/sign-in?token=used', headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain('Ce lien a déjà servi ou a expiré.');
  });

  it('is refused after its hour', async () => {
    await using app = await openApp();
    const url = new URL(await newLink());
    await sql`update sign_in_links set expires_at = now() - interval '1 second' where used_at is null`.execute(
      database.db,
    );
    expect((await app.inject(url.pathname + url.search)).statusCode).toBe(401);
  });

  it('cannot be guessed at will: attempts are limited', async () => {
    await using app = await openApp();
    const answers = [];
    for (let attempt = 0; attempt < 25; attempt += 1) answers.push(await app.inject('/sign-in?token=guess'));
    expect(answers.at(-1)!.statusCode).toBe(429);
    expect(answers.at(-1)!.json()).toMatchObject({ code: 'RATE_LIMITED' });
  });
});
