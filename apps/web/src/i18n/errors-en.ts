import type { ErrorCode } from '@rustine/contract';

/** What each error code means, in plain words: the headline over what the server itself says. */
export const errorsEn = {
  errorMeans: {
    VALIDATION_FAILED: 'Something in what was entered is not right.',
    MALFORMED_REQUEST: 'The server could not read what was sent.',
    UNAUTHENTICATED: 'You are not signed in.',
    SIGN_IN_LINK_INVALID: 'This sign-in link does not work any more.',
    ENROLLMENT_TOKEN_INVALID: 'This enrolment token does not work.',
    FORBIDDEN: 'That is not allowed.',
    NOT_FOUND: 'It is not there, or not any more.',
    CONFLICT: 'That is not possible as things stand.',
    GRANT_EXPIRED: 'The time for this upload is over.',
    GRANT_INVALID: 'This upload is not allowed.',
    OBJECT_MISMATCH: 'What arrived is not what was announced.',
    DOCUMENT_INVALID: 'The document has faults.',
    PAYLOAD_TOO_LARGE: 'That is too large to be taken.',
    UNSUPPORTED_MEDIA_TYPE: 'The server does not take this kind of content.',
    RATE_LIMITED: 'That was too often in a short time: wait a moment.',
    INTERNAL: 'Something went wrong on the server.',
    POWER_FAILED: 'Whoever switches the machine did not do it, or did not answer.',
    UNAVAILABLE: 'The server cannot do that right now: try again in a moment.',
  },
} as const satisfies { errorMeans: Record<ErrorCode, string> };
