import { type Component, type InjectionKey, inject, nextTick, shallowReactive, shallowRef } from 'vue'
import { match, type Page, type Place } from './match.ts'

type Route = Pick<Place, 'params' | 'query' | 'hash' | 'address'> & { name: string; alone: boolean }
type Needs = {
  /** The last of them is shown where nothing else is. */
  pages: readonly Page[]
  /** Further pages, asked for where none of the others but the last fits. */
  more?: () => Promise<readonly Page[]>
  /** Where to go instead of `place`; null lets the learner in. */
  redirect: (place: Place) => Promise<string | null>
}
type How = 'push' | 'replace' | 'arrive'

export type Navigation = ReturnType<typeof createNavigation>

/** Where `useRouter` and `useRoute` find the navigation of their app. */
export const NAVIGATION: InjectionKey<Navigation> = Symbol('navigation')

/**
 * Leads from page to page in this window. A page is shown once its code is here; until then the one before stays. Going back
 * shows a page where it was left.
 */
export function createNavigation({ pages, more, redirect }: Needs) {
  const route = shallowReactive<Route>({ name: '', alone: false, params: {}, query: {}, hash: '', address: '' })
  const shown = shallowRef<{ component: Component; key: string } | null>(null)
  const listeners = new Set<(fault: unknown) => void>()
  /** How far down each entry of the history was left. */
  const left = new Map<number, number>()
  let entry = positionOf(history.state) ?? 0
  let attempts = 0

  async function go(address: string, how: How): Promise<void> {
    let place = match(pages, address)
    // Where one is already there is nothing to do; an arrival has changed the address before.
    if (how !== 'arrive' && place.address === route.address) return
    attempts += 1
    const mine = attempts
    if (more && place.page === pages.at(-1)) place = match([...(await more()), place.page], address)
    const other = await redirect(place)
    if (mine !== attempts) return
    if (other !== null) return go(other, how === 'push' ? 'push' : 'replace')
    const { default: component } = await place.page.load()
    // Meanwhile the learner went somewhere else.
    if (mine !== attempts) return
    record(place.address, how)
    const samePage = place.page.name === route.name
    const { params, query, hash, page } = place
    Object.assign(route, { name: page.name, alone: page.alone ?? false, params, query, hash, address: place.address })
    shown.value = { component, key: page.anew ? JSON.stringify([page.name, params]) : '' }
    await nextTick()
    settle({ how, hash, samePage })
  }

  function record(address: string, how: How) {
    if (how === 'push') {
      left.set(entry, scrollY)
      history.replaceState({ entry, top: scrollY }, '')
      entry += 1
      history.pushState({ entry }, '', address)
    } else if (how === 'replace') history.replaceState({ entry }, '', address)
    else entry = positionOf(history.state) ?? entry
  }

  // A page that is asked for a passage of its own, by the hash, brings it into view itself.
  function settle({ how, hash, samePage }: { how: How; hash: string; samePage: boolean }) {
    const kept = how === 'arrive' ? (left.get(entry) ?? topOf(history.state)) : null
    if (kept !== null) scrollTo({ top: kept, behavior: 'instant' })
    else if (!hash && !(samePage && how === 'arrive')) scrollTo({ top: 0, behavior: 'instant' })
  }

  async function attempt(address: string, how: How): Promise<void> {
    try {
      await go(address, how)
    } catch (fault) {
      if (!shown.value) throw fault
      for (const tell of listeners) tell(fault)
    }
  }

  const here = () => location.pathname + location.search + location.hash

  return {
    route,
    /** The page one is on, and what tells it from another of its kind; null before the first. */
    shown,

    /** Shows the page of this window's address, and follows the back and forward buttons from then on. Throws when it cannot. */
    async begin(): Promise<void> {
      history.scrollRestoration = 'manual'
      addEventListener('popstate', () => {
        left.set(entry, scrollY)
        void attempt(here(), 'arrive')
      })
      addEventListener('pagehide', () => history.replaceState({ entry, top: scrollY }, ''))
      await attempt(here(), 'replace')
    },

    /** Goes to an address of this app; a fault on the way is told to those who listen, and one stays. */
    push: (address: string) => attempt(address, 'push'),
    /** The same, in place of the page one is on: going back leads past it. */
    replace: (address: string) => attempt(address, 'replace'),
    /** `tell` is called when a page could not be reached. */
    onError: (tell: (fault: unknown) => void) => void listeners.add(tell),
  }
}

/** The verbs that lead to other pages. */
export function useRouter(): Pick<Navigation, 'push' | 'replace' | 'onError' | 'shown'> {
  const navigation = inject(NAVIGATION)
  if (!navigation) throw new Error('This app has no navigation.')
  return navigation
}

/** Where one is. */
export function useRoute(): Readonly<Route> {
  const navigation = inject(NAVIGATION)
  if (!navigation) throw new Error('This app has no navigation.')
  return navigation.route
}

const positionOf = (state: unknown) => numberIn(state, 'entry')
const topOf = (state: unknown) => numberIn(state, 'top')

function numberIn(state: unknown, name: string): number | null {
  const value = typeof state === 'object' && state !== null ? Reflect.get(state, name) : null
  return typeof value === 'number' ? value : null
}
