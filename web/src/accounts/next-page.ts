/** Where to go after signing in: a page of this app only, never an address somebody slipped into the link. */
export function nextPage(wish: unknown): string {
  return typeof wish === 'string' && /^\/(?![/\\])/.test(wish) ? wish : '/'
}
