/** Where to go after signing in: a page of this app only, never an address somebody slipped into the link. */
export function nextPage(wish: unknown): string {
  return typeof wish === 'string' && /^\/(?![/\\])/.test(wish) ? wish : '/'
}

/** The other door, with what the address of this one says: where to go next, an invitation. */
export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const words = new URLSearchParams(query).toString()
  return words ? `${path}?${words}` : path
}
