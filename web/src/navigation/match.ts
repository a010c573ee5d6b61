import type { Component } from 'vue'

/** A page of the app. A path part `:name` matches one part of an address, `:name?` also none; the path `*` matches the rest. */
export type Page = {
  path: string
  name: string
  /** Needs no sign-in. */
  open?: boolean
  /** Fills the whole screen, without the frame. */
  alone?: boolean
  /** Other params make another page: nothing of the one before stays in it. */
  anew?: boolean
  load: () => Promise<{ default: Component }>
}

/** An address, taken apart. `hash` begins with `#`, or is empty. */
export type Place = {
  page: Page
  params: Record<string, string>
  query: Record<string, string>
  hash: string
  /** Path, query and hash as the browser shows them. */
  address: string
}

/** The first page whose path fits; an address nobody claims is a fault of the table of pages. */
export function match(pages: readonly Page[], address: string): Place {
  // The host is of no interest; it only makes the address whole.
  const { pathname, search, hash } = new URL(address, 'http://here')
  for (const page of pages) {
    const params = paramsIn(page.path, pathname)
    if (!params) continue
    const query = Object.fromEntries(new URLSearchParams(search))
    return { page, params, query, hash: decoded(hash), address: pathname + search + hash }
  }
  throw new Error('No page is there for what is not found.')
}

function paramsIn(path: string, pathname: string): Record<string, string> | null {
  if (path === '*') return {}
  const parts = path.split('/').filter(Boolean)
  const given = pathname.split('/').filter(Boolean)
  if (given.length > parts.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    const [, name, optional] = /^:(\w+)(\?)?$/.exec(part) ?? []
    const value = given[index]
    if (!name) {
      if (part !== value) return null
    } else if (value !== undefined) params[name] = decoded(value)
    else if (!optional) return null
  }
  return params
}

// A mistyped address may hold a lonely per cent sign; it is taken as it is.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
