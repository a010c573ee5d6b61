import { readonly, ref } from 'vue'
import { sentenceFor } from '../api/sentence-for.ts'

export type Notice = {
  id: number
  text: string
  tone: 'plain' | 'bad'
  action?: { label: string; run: () => void }
}

const STAY_MS = 6_000
const shown = ref<Notice[]>([])
const whenGone = new Map<number, () => void>()
let nextId = 0

function remove(id: number) {
  shown.value = shown.value.filter((notice) => notice.id !== id)
  const tell = whenGone.get(id)
  whenGone.delete(id)
  tell?.()
}

/** Short messages at the edge of the screen. They leave by themselves after six seconds. */
export const notices = {
  shown: readonly(shown),

  say(
    text: string,
    { tone = 'plain', action, gone }: { tone?: Notice['tone']; action?: Notice['action']; gone?: () => void } = {},
  ) {
    nextId += 1
    const id = nextId
    shown.value = [...shown.value.slice(-2), { id, text, tone, ...(action && { action }) }]
    if (gone) whenGone.set(id, gone)
    setTimeout(() => remove(id), STAY_MS)
  },

  /** Says why something did not work. */
  fault(fault: unknown): void {
    notices.say(sentenceFor(fault), { tone: 'bad' })
  },

  act(notice: { readonly id: number; readonly action?: { readonly run: () => void } }) {
    whenGone.delete(notice.id)
    notice.action?.run()
    remove(notice.id)
  },

  remove,
}
