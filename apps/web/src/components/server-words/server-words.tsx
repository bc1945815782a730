/** Words of the server or of an agent, which speak English alone: marked, so that a screen reader pronounces them so. */
export function ServerWords({ children }: { children: string }) {
  return <span lang="en">{children}</span>;
}
