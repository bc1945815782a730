export {
  decideLease,
  LEASE_WAIT_SECONDS_MAX,
  type LeaseDecision,
  type QuorumMember,
  type QuorumView,
} from './decide-lease.ts';
