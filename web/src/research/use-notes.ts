import type { ResearchNote, ResearchNotes } from '@lva/contracts/research'
import { ref, shallowReadonly, shallowRef } from 'vue'
import { api } from '../api/api.ts'
import { t } from '../messages/messages.ts'
import { attempt } from '../ui/attempt.ts'
import { notices } from '../ui/notices.ts'
import './messages.en.ts'

/** The pages of the web a session rests on, and keeping them as documents of one's own. */
export function useNotes(sessionId: string) {
  const notes = shallowRef<ResearchNote[] | null>(null)
  const fault = shallowRef<unknown>(null)
  /** Addresses that are being kept, or let go, just now. */
  const busy = ref<ReadonlySet<string>>(new Set())
  const path = `/api/research/notes/${encodeURIComponent(sessionId)}`

  async function load() {
    try {
      notes.value = (await api.get<ResearchNotes>(path)).sources
      fault.value = null
    } catch (cause) {
      fault.value = cause
    }
  }

  async function during(urls: readonly string[], work: () => Promise<void>) {
    busy.value = new Set([...busy.value, ...urls])
    await attempt(work)
    busy.value = new Set([...busy.value].filter((url) => !urls.includes(url)))
  }

  /** Keeps these pages in the library; the notice takes it back. */
  async function keep(wanted: readonly string[]) {
    const urls = wanted.filter((url) => !busy.value.has(url))
    if (urls.length === 0) return
    await during(urls, async () => {
      const { sources } = await api.post<ResearchNotes>(`${path}/save`, { body: { urls } })
      notes.value = sources
      const kept = sources.filter(({ url, saved }) => saved && urls.includes(url))
      if (kept.length === 0) return
      notices.say(t('research.kept', { count: kept.length, title: kept[0]?.title ?? kept[0]?.url ?? '' }), {
        action: { label: t('do.undo'), run: () => void letGo(kept) },
      })
    })
  }

  const letGo = (kept: readonly ResearchNote[]) =>
    during(
      kept.map(({ url }) => url),
      async () => {
        try {
          for (const { saved } of kept) await api.delete(`/api/documents/${saved}`)
        } finally {
          await load()
        }
      },
    )

  return {
    notes: shallowReadonly(notes),
    fault: shallowReadonly(fault),
    busy: shallowReadonly(busy),
    load,
    keep,
  }
}
