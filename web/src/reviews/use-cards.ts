import type { Decks, Item, ItemState, ReviewCounts } from '@lva/contracts/reviews'
import { onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { events } from '../api/events.ts'
import { usePages } from '../api/use-pages.ts'
import { reviewsApi } from './reviews-api.ts'

/** Which cards are wanted. `deck` null: whichever; empty: those in none. */
export interface Wanted {
  q: string
  deck: string | null
  state: ItemState
}

/** The cards that are wanted, a page at a time, with the decks they lie in; they follow what happens elsewhere. */
export function useCards() {
  const wanted = reactive<Wanted>({ q: '', deck: null, state: 'kept' })
  const proposed = shallowRef<Item[]>([])
  const decks = shallowRef<Decks['decks']>([])
  const counts = shallowRef<ReviewCounts | null>(null)
  const loaded = ref(false)
  const { list, more, running, fault, load } = usePages<Item>(wanted, async (before, signal) => {
    const page = await reviewsApi.items(
      {
        ...{ state: wanted.state, q: wanted.q.trim().slice(0, 200) },
        ...(wanted.deck === null ? {} : { deck: wanted.deck }),
        ...(before ? { before } : {}),
      },
      { signal },
    )
    return { rows: page.items, more: page.more }
  })

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

  onScopeDispose(events.on(['reviews-changed', 'refetch'], () => void open()))

  return { wanted, list, proposed, decks, counts, more, loaded, running, fault, load, open }
}
