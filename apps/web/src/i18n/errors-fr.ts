import type { errorsEn } from './errors-en.ts';
import type { TextsOf } from './messages.ts';

export const errorsFr: TextsOf<typeof errorsEn> = {
  errorMeans: {
    VALIDATION_FAILED: 'Quelque chose dans ce qui a été saisi ne va pas.',
    MALFORMED_REQUEST: 'Le serveur n’a pas pu lire ce qui lui a été envoyé.',
    UNAUTHENTICATED: 'Vous n’êtes pas connecté.',
    SIGN_IN_LINK_INVALID: 'Ce lien de connexion ne fonctionne plus.',
    ENROLLMENT_TOKEN_INVALID: 'Ce jeton d’inscription ne fonctionne pas.',
    FORBIDDEN: 'Cela n’est pas permis.',
    NOT_FOUND: 'Cela n’existe pas, ou plus.',
    CONFLICT: 'Cela n’est pas possible dans l’état actuel.',
    GRANT_EXPIRED: 'Le temps accordé à cet envoi est écoulé.',
    GRANT_INVALID: 'Cet envoi n’est pas permis.',
    OBJECT_MISMATCH: 'Ce qui est arrivé n’est pas ce qui était annoncé.',
    DOCUMENT_INVALID: 'Le document comporte des erreurs.',
    PAYLOAD_TOO_LARGE: 'C’est trop volumineux pour être accepté.',
    UNSUPPORTED_MEDIA_TYPE: 'Le serveur n’accepte pas ce genre de contenu.',
    RATE_LIMITED: 'Trop de tentatives en peu de temps : attendez un instant.',
    INTERNAL: 'Quelque chose s’est mal passé sur le serveur.',
    POWER_FAILED: 'Ce qui allume et éteint la machine ne l’a pas fait, ou n’a pas répondu.',
    UNAVAILABLE: 'Le serveur ne peut pas le faire pour le moment : réessayez dans un instant.',
  },
};
