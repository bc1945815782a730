// Runs before the bundle and before the first paint. It is a file of its own because the page's policy allows no inline script.
(() => {
  // Libraries that insert style elements (the scroll lock behind dialogs) look for the nonce under this name.
  const meta = document.querySelector('meta[property="csp-nonce"]');
  window.__webpack_nonce__ = meta?.nonce ?? '';

  // The scheme is set now, else a dark console would flash white on every load. Same key and words as Mantine's manager.
  let kept = null;
  try {
    kept = window.localStorage.getItem('rustine-color-scheme');
  } catch {
    // Storage is refused: the system's scheme it is.
  }
  const system = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.mantineColorScheme = kept === 'light' || kept === 'dark' ? kept : system;
})();
