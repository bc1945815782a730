import { useEffect, useState } from 'react';

/**
 * Gives the focus back to what had it before the dialog, or to the page's content where that is gone. The dialog does so
 * itself when it is closed, but not when it is taken away while it is open.
 */
export function FocusBack(): null {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const target = before?.isConnected === true ? before : document.getElementById('content');
      if (target instanceof HTMLElement) target.focus();
    },
    [before],
  );
  return null;
}
