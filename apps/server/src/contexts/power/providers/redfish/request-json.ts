import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { PowerFault } from '../power-provider.ts';

export interface JsonRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Null when the answer is no JSON. */
  readonly body: unknown;
}

export interface Trust {
  readonly verifyTls: boolean;
  readonly caCertificate: string | undefined;
  readonly callMs: number;
}

/** The `fetch` of Node has no option for one's own authorities without another package, hence its older client. */
export function requestJson({ url, method, headers = {}, body }: JsonRequest, trust: Trust): Promise<JsonAnswer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const options: RequestOptions & { rejectUnauthorized?: boolean; ca?: string } = {
    method,
    timeout: trust.callMs,
    signal: AbortSignal.timeout(trust.callMs),
    agent: false,
    headers: {
      accept: 'application/json',
      'odata-version': '4.0',
      ...(payload !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
      }),
      ...headers,
    },
    rejectUnauthorized: trust.verifyTls,
    ...(trust.caCertificate !== undefined && { ca: trust.caCertificate }),
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
      text(response).then(
        (content) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parse(content) }),
        reject,
      );
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      const isTrust = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(error.code ?? '');
      const remedy = isTrust ? ': put the authority into caCertificate' : '';
      reject(new PowerFault(isTrust ? 'PERMANENT' : 'TRANSIENT', `${url.host}: ${error.message}${remedy}`));
    });
    request.end(payload);
  });
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
