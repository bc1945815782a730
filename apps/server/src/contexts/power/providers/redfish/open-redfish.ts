import type { PowerState, SettingsOf } from '@rustine/contract';
import { z } from 'zod';
import type { MakeContext } from '../make-context.ts';
import { PowerFault, type PowerProvider } from '../power-provider.ts';
import { requestJson, type JsonAnswer, type JsonRequest } from './request-json.ts';

/** By the names of Redfish (Resource, `PowerState`). */
const states: Readonly<Record<string, PowerState>> = {
  On: 'RUNNING',
  Off: 'STOPPED',
  PoweringOn: 'STARTING',
  PoweringOff: 'STOPPING',
};

const System = z.object({
  PowerState: z.string().nullish(),
  /** When it was last reset or switched on; few controllers tell. */
  LastResetTime: z.string().nullish(),
});
const Refusal = z.object({
  error: z.object({
    message: z.string().optional(),
    '@Message.ExtendedInfo': z.array(z.object({ Message: z.string().optional() })).optional(),
  }),
});

const PERMANENT = new Set([400, 401, 403, 404, 405]);

/** Systems of a controller that speaks Redfish (DMTF DSP0266), by ComputerSystem.Reset. */
export async function openRedfish(
  settings: SettingsOf<'redfish'>,
  { secret, callMs }: Pick<MakeContext, 'secret' | 'callMs'>,
): Promise<PowerProvider> {
  const { url, username, passwordParameter, auth, verifyTls, caCertificate } = settings;
  const password = await secret(passwordParameter);
  const trust = { verifyTls, caCertificate, callMs };
  const root = url.replace(/\/+$/, '');
  const send = (asked: Omit<JsonRequest, 'url'> & { readonly path: string }) =>
    requestJson({ ...asked, url: new URL(`${root}${asked.path}`) }, trust).then(accepted);

  const asBasic = <T>(use: (headers: Record<string, string>) => Promise<T>): Promise<T> =>
    use({ authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` });
  const inSession = async <T>(use: (headers: Record<string, string>) => Promise<T>): Promise<T> => {
    const path = '/redfish/v1/SessionService/Sessions';
    const opened = await send({ path, method: 'POST', body: { UserName: username, Password: password } });
    const token = opened.headers['x-auth-token'];
    if (typeof token !== 'string') throw new PowerFault('PERMANENT', 'the controller gave a session without a token');
    const headers = { 'x-auth-token': token };
    try {
      return await use(headers);
    } finally {
      // Controllers have few sessions, and keep those that nobody ends for half an hour.
      const { location } = opened.headers;
      const place = location === undefined ? null : new URL(location, root).pathname;
      if (place !== null) await send({ path: place, method: 'DELETE', headers }).catch(() => undefined);
    }
  };
  const authenticated = auth === 'BASIC' ? asBasic : inSession;

  const systemPath = (ref: string) => `/redfish/v1/Systems/${encodeURIComponent(ref)}`;
  const read = (ref: string) =>
    authenticated(async (headers) =>
      System.parse((await send({ path: systemPath(ref), method: 'GET', headers })).body),
    );
  const reset = (ref: string, type: string) =>
    authenticated((headers) =>
      send({
        path: `${systemPath(ref)}/Actions/ComputerSystem.Reset`,
        method: 'POST',
        headers,
        body: { ResetType: type },
      }),
    );
  return {
    async state(ref) {
      const { PowerState: name, LastResetTime } = await read(ref);
      const state = states[name ?? ''] ?? 'UNKNOWN';
      const marker = state === 'RUNNING' ? (LastResetTime ?? null) : null;
      return { state, marker, said: state === 'UNKNOWN' ? (name ?? 'without a state') : '' };
    },
    async start(ref) {
      // What runs is told so in many ways, so it is looked at first.
      if ((await read(ref)).PowerState === 'On') return { alreadyRan: true };
      await reset(ref, 'On');
      return { alreadyRan: false };
    },
    async stop(ref, { force }) {
      await reset(ref, force ? 'ForceOff' : 'GracefulShutdown');
    },
  };
}

/** @throws PowerFault with the controller's own words. */
function accepted(answer: JsonAnswer): JsonAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const refusal = Refusal.safeParse(answer.body).data?.error;
  const said = refusal?.['@Message.ExtendedInfo']?.[0]?.Message ?? refusal?.message ?? 'it gives no reason';
  throw new PowerFault(PERMANENT.has(answer.status) ? 'PERMANENT' : 'TRANSIENT', `${said} (HTTP ${answer.status})`);
}
