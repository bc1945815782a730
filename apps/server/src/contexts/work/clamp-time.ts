import type { AgentEvent } from '@rustine/contract';

/** An agent's clock may be wrong; nothing that it tells of a run happened before the run was asked for, or after now. */
export function clampTime(
  event: AgentEvent,
  { earliest, latest }: { readonly earliest: Date; readonly latest: Date },
): AgentEvent {
  const at = new Date(event.at);
  if (at < earliest) return { ...event, at: earliest.toISOString() };
  return at > latest ? { ...event, at: latest.toISOString() } : event;
}
