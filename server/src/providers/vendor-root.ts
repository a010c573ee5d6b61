/** A vendor's address without the version, for vendors whose paths differ in it. Pure. */
export function vendorRoot(url: string): string {
  return url.replace(/(?:\/v[12])?\/?$/, '')
}

/** A base address as paths are put behind it: without a slash at its end. Pure. */
export function baseOf(url: string): string {
  let end = url.length
  while (url[end - 1] === '/') end -= 1
  return url.slice(0, end)
}
