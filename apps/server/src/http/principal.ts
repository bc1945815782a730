/** A person or a program that holds an access token, or a session that was opened with one. */
export interface Principal {
  readonly accessTokenId: string;
  readonly name: string;
  readonly role: 'ADMIN';
  readonly method: 'TOKEN' | 'COOKIE';
}
