import type { AgentEvent } from '@rustine/contract';

/**
 * The event with NUL characters in names and messages replaced: PostgreSQL's text holds none. A piece of output keeps
 * its own until its bytes are counted.
 */
export function withoutNul(event: AgentEvent): AgentEvent {
  switch (event.type) {
    case 'accepted':
      return { ...event, bootId: clean(event.bootId) };
    case 'refused':
    case 'finished':
      return { ...event, message: clean(event.message) };
    case 'started':
      return { ...event, steps: event.steps.map(({ name, action }) => ({ name: clean(name), action: clean(action) })) };
    case 'step-started':
    case 'output':
      return { ...event, step: clean(event.step) };
    case 'rebooting':
    case 'rebooted':
      return { ...event, step: clean(event.step), bootId: clean(event.bootId) };
    case 'output-lost':
      return { ...event, step: clean(event.step), reason: clean(event.reason) };
    case 'step-finished':
      return { ...event, step: clean(event.step), message: clean(event.message) };
    default:
      return event satisfies never;
  }
}

function clean(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
