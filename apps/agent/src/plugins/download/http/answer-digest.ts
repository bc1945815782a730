import { createHash, randomBytes } from 'node:crypto';

export interface DigestAnswer {
  readonly username: string;
  readonly password: string;
  /** As it stands in the request line. */
  readonly uri: string;
}

const algorithms = new Map([
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
  ['SHA-512-256', 'sha512-256'],
]);

/**
 * The Authorization header that answers a Digest challenge for a GET (RFC 7616); null when the challenge is none that
 * can be answered. `cnonce` is for tests.
 */
export function answerDigest(
  challenge: string,
  { username, password, uri }: DigestAnswer,
  cnonce: string = randomBytes(16).toString('hex'),
): string | null {
  const given = readChallenge(challenge);
  const [nonce, realm] = [given.get('nonce'), given.get('realm')];
  if (nonce === undefined || realm === undefined) return null;
  const name = given.get('algorithm') ?? 'MD5';
  const isSession = /-sess$/i.test(name);
  const algorithm = algorithms.get(name.replace(/-sess$/i, '').toUpperCase());
  if (algorithm === undefined) return null;
  const offered = given.get('qop');
  const qop = offered?.split(',').map((each) => each.trim().toLowerCase());
  if (qop !== undefined && !qop.includes('auth')) return null;

  const hash = (text: string) => createHash(algorithm).update(text).digest('hex');
  const count = '00000001';
  const secret = hash(`${username}:${realm}:${password}`);
  const first = isSession ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const second = hash(`GET:${uri}`);
  const middle = qop === undefined ? nonce : `${nonce}:${count}:${cnonce}:auth`;
  const quoted = (key: string, value: string) => `${key}="${value.replaceAll(/["\\]/g, '\\$&')}"`;
  const opaque = given.get('opaque');
  const parts = [
    quoted('username', username),
    quoted('realm', realm),
    quoted('nonce', nonce),
    quoted('uri', uri),
    quoted('response', hash(`${first}:${middle}:${second}`)),
    ...(given.has('algorithm') ? [`algorithm=${name}`] : []),
    ...(opaque === undefined ? [] : [quoted('opaque', opaque)]),
    ...(qop === undefined && !isSession ? [] : [quoted('cnonce', cnonce)]),
    ...(qop === undefined ? [] : ['qop=auth', `nc=${count}`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** `Digest realm="a", nonce="b", qop="auth,auth-int"`; another scheme may stand in front of it. */
function readChallenge(challenge: string): Map<string, string> {
  const start = /(?:^|,\s*)digest\s+/i.exec(challenge);
  const found = new Map<string, string>();
  if (start === null) return found;
  const pair = /\s*([a-z0-9-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)/iy;
  pair.lastIndex = start.index + start[0].length;
  for (let match = pair.exec(challenge); match !== null; match = pair.exec(challenge)) {
    found.set((match[1] ?? '').toLowerCase(), match[3] ?? (match[2] ?? '').replaceAll(/\\(.)/g, '$1'));
  }
  return found;
}
