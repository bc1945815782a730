/**
 * A key that nothing else has, such as one under which a request may be sent twice and is done once. Browsers have
 * `crypto.randomUUID` only over HTTPS and on localhost, and a console may be served otherwise.
 */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
