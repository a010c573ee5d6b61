import { readonly, ref } from 'vue'
import { sentenceFor } from '../api/sentence-for.ts'

export type Notice = {
  id: number
  text: string
  tone: 'plain' | 'bad'
  action?: { label: string; run: () => void }
}

const STAY_MS = 6_000
/** What went wrong has to be read, and understood. */
const BAD_STAYS_MS = 15_000
const shown = ref<Notice[]>([])
const whenGone = new Map<number, () => void>()
const leaving = new Map<number, ReturnType<typeof setTimeout>>()
let nextId = 0

function remove(id: number) {
  hold(id)
  shown.value = shown.value.filter((notice) => notice.id !== id)
  const tell = whenGone.get(id)
  whenGone.delete(id)
  tell?.()
}

function hold(id: number) {
  clearTimeout(leaving.get(id))
  leaving.delete(id)
}

function leaveLater({ id, tone }: Pick<Notice, 'id' | 'tone'>) {
  hold(id)
  leaving.set(
    id,
    setTimeout(() => remove(id), tone === 'bad' ? BAD_STAYS_MS : STAY_MS),
  )
}

/**
 * Short messages at the edge of the screen. They leave by themselves after six seconds, those of what went wrong after fifteen; one that somebody
 * points at or is in stays until they are elsewhere (WCAG 2.2.1).
 */
export const notices = {
  shown: readonly(shown),

  say(
    text: string,
    { tone = 'plain', action, gone }: { tone?: Notice['tone']; action?: Notice['action']; gone?: () => void } = {},
  ) {
    nextId += 1
    const id = nextId
    // One that gives way while it is held leaves in its time all the same.
    for (const notice of shown.value.slice(0, -2)) leaveLater(notice)
    shown.value = [...shown.value.slice(-2), { id, text, tone, ...(action && { action }) }]
    if (gone) whenGone.set(id, gone)
    leaveLater({ id, tone })
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

  hold,
  leaveLater,
  remove,
}
