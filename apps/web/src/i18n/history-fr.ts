import type { TextsOf } from './messages.ts';
import type { historyEn } from './history-en.ts';

export const historyFr: TextsOf<typeof historyEn> = {
  history: {
    archived: 'Archivée',
    searchLabel: 'Chercher une demande',
    searchHint: 'Document, commentaire, instance…',
    spanLabel: 'Filtrer par date',
    anyTime: 'Toute la période',
    lastDays_one: 'Dernier jour',
    lastDays_other: '{{count}} derniers jours',
    withArchived: 'Archivées aussi',
  },
};
