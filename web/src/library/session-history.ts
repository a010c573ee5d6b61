import type { Exchange, History } from '@lva/contracts/conversation'
import { computed, ref, shallowReadonly, shallowRef } from 'vue'
import { api } from '../api/api.ts'

const PAGE = 50

/** What was said in a session, loaded backwards from its end, or around one exchange. */
export function useSessionHistory(sessionId: string) {
  const exchanges = shallowRef<Exchange[]>([])
  const newestId = ref<string | null>(null)
  const loaded = ref(false)
  const loadingOlder = ref(false)
  const beginningShown = ref(false)
  const fault = shallowRef<unknown>(null)

  const page = async (query: string) => {
    const { history } = await api.get<History>(`/api/session/${encodeURIComponent(sessionId)}/history?${query}`)
    return history
  }

  async function open(around: string | null) {
    fault.value = null
    try {
      const [newest] = around ? await page('limit=1') : []
      exchanges.value = await page(around ? `limit=${PAGE}&around=${around}` : `limit=${PAGE}`)
      newestId.value = (around ? newest : exchanges.value.at(-1))?.id ?? null
      beginningShown.value = !around && exchanges.value.length < PAGE
      loaded.value = true
    } catch (cause) {
      fault.value = cause
    }
  }

  async function loadOlder() {
    const first = exchanges.value[0]
    if (!first || loadingOlder.value) return
    loadingOlder.value = true
    fault.value = null
    try {
      const older = await page(`limit=${PAGE}&before=${first.id}`)
      exchanges.value = [...older, ...exchanges.value]
      beginningShown.value = older.length < PAGE
    } catch (cause) {
      fault.value = cause
    } finally {
      loadingOlder.value = false
    }
  }

  return {
    exchanges: shallowReadonly(exchanges),
    loaded: shallowReadonly(loaded),
    loadingOlder: shallowReadonly(loadingOlder),
    beginningShown: shallowReadonly(beginningShown),
    fault: shallowReadonly(fault),
    endShown: computed(() => exchanges.value.at(-1)?.id === newestId.value || newestId.value === null),
    open,
    loadOlder,
  }
}
