/** A vendor's address without the version, for vendors whose paths differ in it. Pure. */
export function vendorRoot(url: string): string {
  return url.replace(/(?:\/v[12])?\/?$/, '')
}
