import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { DOCUMENT_TYPE, DocumentRequest, type DocumentClaims } from '@rustine/contract';
import type { CryptoKey } from 'jose';
import { SERVER_ID, type TestServer } from './test-server.ts';

export interface ServedDocuments {
  /** What was asked for, in order. */
  readonly asked: string[];
  /** Documents by name; a document is JSON text. */
  readonly content: Map<string, string>;
  /** Changes what is signed, or how. */
  forge: (claims: DocumentClaims) => { claims?: Partial<DocumentClaims>; type?: string; key?: CryptoKey };
}

/** Answers POST /documents of the test server with signed documents. */
export function serveDocuments(server: TestServer): ServedDocuments {
  const served: ServedDocuments = { asked: [], content: new Map(), forge: () => ({}) };
  const before = server.intercept;
  server.intercept = async (request, response) => {
    if (request.path !== 'documents') return await before(request, response);
    const { invocationId, name, version } = DocumentRequest.parse(JSON.parse(request.body));
    served.asked.push(version === null ? name : `${name}:${version}`);
    const content = served.content.get(name);
    if (content === undefined) return refuse(response, `There is no document ${name}.`);
    const now = Math.floor(Date.now() / 1000);
    const claims: DocumentClaims = {
      iss: SERVER_ID,
      aud: server.instanceId,
      jti: invocationId,
      iat: now,
      exp: now + 60,
      asked: { name, version },
      document: { name, version: 1, sha256: createHash('sha256').update(content).digest('hex'), content },
    };
    const { claims: other = {}, type = DOCUMENT_TYPE, key } = served.forge(claims);
    const jws = await server.sign({ ...claims, ...other }, { type, ...(key !== undefined && { key }) });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jws }));
    return true;
  };
  return served;
}

function refuse(response: ServerResponse, message: string): true {
  const problem = {
    type: 'about:blank',
    title: 'NOT_FOUND',
    status: 404,
    code: 'NOT_FOUND',
    message,
    details: [],
    requestId: 'r',
  };
  response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(problem));
  return true;
}
