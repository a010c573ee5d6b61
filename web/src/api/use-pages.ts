import { onScopeDispose, ref, shallowRef, watch } from 'vue'

/** How long somebody may pause while they type before it is asked. */
const PAUSE_MS = 180

interface Page<Each> {
  rows: Each[]
  more: boolean
}

/**
 * A list that is loaded a page at a time, and anew whenever what is `wanted` of it changes. Only the newest question counts; the one
 * before is aborted by the signal it was given. `ask` is told the id of the last row that is known where older ones are wished for.
 */
export function usePages<Each extends { id: string }>(
  wanted: object,
  ask: (before: string | undefined, signal: AbortSignal) => Promise<Page<Each>>,
) {
  const list = shallowRef<Each[]>([])
  const more = ref(false)
  const running = ref(false)
  const fault = shallowRef<unknown>(null)
  let asking: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load({ older = false } = {}) {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    running.value = true
    try {
      const page = await ask(older ? list.value.at(-1)?.id : undefined, mine.signal)
      if (mine.signal.aborted) return
      list.value = older ? [...list.value, ...page.rows] : page.rows
      more.value = page.more
      fault.value = null
    } catch (cause) {
      if (!mine.signal.aborted) fault.value = cause
    } finally {
      if (asking === mine) running.value = false
    }
  }

  watch(wanted, () => {
    clearTimeout(timer)
    timer = setTimeout(load, PAUSE_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    asking?.abort()
  })

  return { list, more, running, fault, load }
}
