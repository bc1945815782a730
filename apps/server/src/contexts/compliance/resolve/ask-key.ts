/** Before an ask's id it is the idempotency key of the work that asks, so each ask is sent once. */
export const ASK_KEY_PREFIX = 'changelog-ask:';
