/** Where a page lies: `href` in full and `site` for a glance, both as the network knows them, so that no letter passes for another. */
export type Site = { href: string; site: string }

/** The site of an address; null where it is none that a page may be opened at: only the web's own two schemes, and no password in it. */
export function siteOf(url: string | null): Site | null {
  if (!url || !URL.canParse(url)) return null
  const { protocol, hostname, href, username, password } = new URL(url)
  if ((protocol !== 'https:' && protocol !== 'http:') || username || password) return null
  return { href, site: hostname.replace(/^www\./, '') }
}

/** What kind of place a page lies in, for its sign. Known by which search found it; everything else is the web. */
export type Place = 'encyclopedia' | 'papers' | 'web'

export function placeOf(foundBy: string | null): Place {
  if (foundBy === 'wikipedia') return 'encyclopedia'
  return foundBy === 'arxiv' ? 'papers' : 'web'
}
