/**
 * The nonce that this response's policy gives to style elements. It stands in a meta tag's `nonce`, which the browser
 * hides from attribute selectors, so a style sheet cannot read it out.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
