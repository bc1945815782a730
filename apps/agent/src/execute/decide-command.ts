import { COMMAND_TYPE, CommandClaims, type RefusalCode } from '@rustine/contract';
import { hashText, type OpenedCommand } from './open-command.ts';
import { isPastWindow, windowReason } from './hold-to-window.ts';

/**
 * What the journal holds of a command's id. `open`: accepted, and the server may not know it yet or the work goes on.
 * `closed`: it came to its end, and the server had acknowledged it before this delivery was asked for.
 */
export type Standing = 'unknown' | 'open' | 'closed';

export type CommandDecision =
  | { readonly kind: 'accept'; readonly claims: CommandClaims }
  /** Delivered again because our answer had not arrived: nothing to do. */
  | { readonly kind: 'known' }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly message: string };

export interface CommandContext {
  /** The invocation under which the inbox delivered it. */
  readonly invocationId: string;
  readonly serverId: string;
  readonly instanceId: string;
  /** By the server's clock, milliseconds since the epoch. */
  readonly now: number;
  readonly standingOf: (commandId: string) => Standing;
}

/** How far the clocks of server and instance may differ after the correction at check-in. */
const CLOCK_SKEW_SECONDS = 60;

/** Decides whether a command may run. The order matters: nothing in it is believed before its signature holds. */
export function decideCommand(opened: OpenedCommand, context: CommandContext): CommandDecision {
  if (opened.signature === 'unreadable') return refuse('MALFORMED', 'the command is not a compact JWS');
  if (opened.signature === 'invalid')
    return refuse('SIGNATURE_INVALID', 'no pinned key of the server signed this command');
  if (opened.type !== COMMAND_TYPE)
    return refuse('MALFORMED', `the signed object is of type ${String(opened.type)}, not ${COMMAND_TYPE}`);
  const parsed = CommandClaims.safeParse(opened.payload);
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    return refuse('MALFORMED', `the command's claims do not follow the protocol: ${places}`);
  }
  const claims = parsed.data;
  if (claims.iss !== context.serverId) return refuse('WRONG_ISSUER', `the command was issued by ${claims.iss}`);
  if (claims.aud !== context.instanceId) return refuse('WRONG_AUDIENCE', `the command is for ${claims.aud}`);

  const standing = context.standingOf(claims.jti);
  const isOwnId = claims.jti === context.invocationId;
  if (standing === 'closed' || (standing === 'open' && !isOwnId)) {
    return refuse('REPLAYED', `the command ${claims.jti} was accepted before and does not run again`);
  }
  if (standing === 'open') return { kind: 'known' };
  if (!isOwnId) return refuse('MALFORMED', `the command is for invocation ${claims.jti}, not for the one it came with`);

  if (isPastWindow(claims, context.now)) return refuse('WINDOW_CLOSED', windowReason(claims));
  const nowSeconds = context.now / 1000;
  if (claims.exp + CLOCK_SKEW_SECONDS <= nowSeconds) {
    return refuse('EXPIRED', `the command expired at ${new Date(claims.exp * 1000).toISOString()}`);
  }
  if (hashText(claims.document.content) !== claims.document.sha256) {
    return refuse(
      'DOCUMENT_HASH_MISMATCH',
      `the content of document ${claims.document.name} does not have the SHA-256 that was signed`,
    );
  }
  return { kind: 'accept', claims };
}

function refuse(code: RefusalCode, message: string): CommandDecision {
  return { kind: 'refuse', code, message: message.slice(0, 2000) };
}
