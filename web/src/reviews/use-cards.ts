import type { Decks, Item, ItemState, ReviewCounts } from '@lva/contracts/reviews'
import { onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { events } from '../api/events.ts'
import { reviewsApi } from './reviews-api.ts'

const PAUSE_MS = 180

/** Which cards are wanted. `deck` null: whichever; empty: those in none. */
export interface Wanted {
  q: string
  deck: string | null
  state: ItemState
}

/** The cards that are wanted, a page at a time, with the decks they lie in; they follow what happens elsewhere. */
export function useCards() {
  const wanted = reactive<Wanted>({ q: '', deck: null, state: 'kept' })
  const list = shallowRef<Item[]>([])
  const proposed = shallowRef<Item[]>([])
  const decks = shallowRef<Decks['decks']>([])
  const counts = shallowRef<ReviewCounts | null>(null)
  const more = ref(false)
  const loaded = ref(false)
  const running = ref(false)
  const fault = shallowRef<unknown>(null)
  let asking: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load({ older = false } = {}) {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    running.value = true
    const before = older ? list.value.at(-1)?.id : undefined
    try {
      const page = await reviewsApi.items(
        {
          ...{ state: wanted.state, q: wanted.q.trim().slice(0, 200) },
          ...(wanted.deck === null ? {} : { deck: wanted.deck }),
          ...(before ? { before } : {}),
        },
        { signal: mine.signal },
      )
      list.value = older ? [...list.value, ...page.items] : page.items
      more.value = page.more
      fault.value = null
    } catch (cause) {
      if (!mine.signal.aborted) fault.value = cause
    } finally {
      if (asking === mine) running.value = false
    }
  }

  /** Everything the page shows. */
  async function open() {
    try {
      const [all, now, waiting] = await Promise.all([
        reviewsApi.decks(),
        reviewsApi.counts(),
        reviewsApi.items({ state: 'proposed' }),
        load(),
      ])
      decks.value = all.decks
      counts.value = now
      proposed.value = waiting.items
      loaded.value = true
    } catch (cause) {
      fault.value = cause
    }
  }

  watch(wanted, () => {
    clearTimeout(timer)
    timer = setTimeout(load, PAUSE_MS)
  })
  onScopeDispose(events.on(['reviews-changed', 'refetch'], () => void open()))
  onScopeDispose(() => {
    clearTimeout(timer)
    asking?.abort()
  })

  return { wanted, list, proposed, decks, counts, more, loaded, running, fault, load, open }
}
