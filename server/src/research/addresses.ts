/** Parts of an address that say how somebody came to a page and not which one it is. */
const TRACKING =
  /^(?:utm_\w+|mc_[ce]id|gclid|fbclid|gclsrc|msclkid|dclid|yclid|igshid|_hsenc|_hsmi|mkt_tok|ref|ref_src|source|spm|si)$/
const DOORS = new Set(['index.html', 'index.htm', 'index.php'])

/**
 * The same address for the same page: without tracking, fragment, `www.` and `m.`, versions of a paper and the mobile pages of Wikipedia. Null
 * for what is no web page. Pure.
 */
export function canonicalUrl(address: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  const host = url.hostname.replace(/^(?:www\d?|m|mobile)\./, '').replace(/^(\w{2,3})\.m\.(wikipedia\.org)$/, '$1.$2')
  const paper =
    /(?:^|\.)arxiv\.org$/.test(host) && /^\/(?:abs|pdf|html)\/(.+?)(?:v\d+)?(?:\.pdf)?\/?$/.exec(url.pathname)
  if (paper) return `https://arxiv.org/abs/${paper[1]}`
  const told = [...url.searchParams].filter(([name]) => !TRACKING.test(name.toLowerCase()))
  const query = new URLSearchParams(
    told.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)),
  ).toString()
  const all = url.pathname.split('/').filter(Boolean)
  const steps = DOORS.has(all.at(-1)?.toLowerCase() ?? '') ? all.slice(0, -1) : all
  const path = steps.map((step) => `/${step}`).join('')
  const port = url.port ? `:${url.port}` : ''
  return `https://${host}${port}${path}${query ? `?${query}` : ''}`
}
