export { failWith, stepsOf, succeed, type Act, type Behaviour } from './behaviour.ts';
export { enrolAgent } from './enrol-agent.ts';
export { factsOf } from './facts.ts';
export { makeAgentKey, signToken, type AgentIdentity, type AgentKey } from './make-identity.ts';
export { openLink } from './open-link.ts';
export { agentPace, type Pace } from './persist.ts';
export type { Run } from './run.ts';
export { createSimulatedAgent, type AgentWatcher, type SimulatedAgent } from './simulated-agent.ts';
export { openWire, type Wire } from './wire.ts';
