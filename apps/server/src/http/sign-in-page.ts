const texts = {
  en: {
    title: 'Sign in to Rustine',
    how: 'Open the sign-in link that Rustine printed when it started, or ask for a new one on the server:',
    why: 'Each link works once.',
    linkInvalid: 'This link was used before or has expired.',
  },
  fr: {
    title: 'Se connecter à Rustine',
    how: 'Ouvrez le lien de connexion que Rustine a affiché à son démarrage, ou demandez-en un nouveau sur le serveur :',
    why: 'Chaque lien ne sert qu’une fois.',
    linkInvalid: 'Ce lien a déjà servi ou a expiré.',
  },
} as const;

interface SignInPage {
  readonly acceptLanguage: string | undefined;
  readonly styleNonce: string;
  /** The person came with a link that does not work. */
  readonly linkInvalid?: boolean;
}

/** The one page that a stranger gets: how to come in. It loads nothing else, since nothing else answers strangers. */
export function renderSignInPage({ acceptLanguage, styleNonce, linkInvalid = false }: SignInPage): string {
  const language = /^\s*fr/i.test(acceptLanguage ?? '') ? 'fr' : 'en';
  const text = texts[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title>
<style nonce="${styleNonce}">
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 100vh; margin: 0; padding: 1rem; box-sizing: border-box; }
main { max-width: 34rem; }
h1 { font-size: 1.5rem; margin: 0 0 0.5rem; }
code { display: block; padding: 0.75rem 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 0.5rem; }
</style>
</head>
<body>
<main>
<h1>${text.title}</h1>
${linkInvalid ? `<p role="alert"><strong>${text.linkInvalid}</strong></p>\n` : ''}<p>${text.how}</p>
<code>npx rustine sign-in</code>
<p>${text.why}</p>
</main>
</body>
</html>
`;
}
