/** How often one changelog is asked for in all; after that its CVEs are unknown until a person acts. */
export const ATTEMPTS_MAX = 5;

/** Minutes before an unanswered question is asked again, doubled with each attempt: another agent may be at hand by then. */
export const FIRST_RETRY_MINUTES = 1;

/** Days after which a changelog that could not be read is tried again: an archive may have it again. */
export const UNREADABLE_DAYS = 7;

/** Seconds that an agent has to take the question; then another is asked. */
export const DELIVERY_SECONDS = 900;

/** Questions that one run of the resolver plans. */
export const WANTED_PER_RUN = 5_000;
