/** A person or a program that holds an access token, or a session that was opened with one. */
export interface Principal {
  readonly accessTokenId: string;
  readonly name: string;
  readonly role: 'ADMIN';
  readonly method: 'TOKEN' | 'COOKIE';
  /** The session that carried the request, by its hash; only with COOKIE. */
  readonly sessionSha256?: Buffer;
}
