import { ROOT_COMPARTMENT_ID, type CreateWindowRequest } from '@rustine/contract';

/** Each day at 22:00 in Paris, which is 21:00 UTC in December, for four hours of which the last half is past the cut-off. */
export const nights: CreateWindowRequest = {
  name: 'nights',
  schedule: { kind: 'cron', cron: '0 22 * * *', timezone: 'Europe/Paris' },
  durationMinutes: 240,
  cutoffMinutes: 30,
  targets: { compartmentId: ROOT_COMPARTMENT_ID },
  automaticUpdates: 'LEAVE',
  enabled: true,
};
