import type { Ref } from 'vue'
import type { Turn } from '../../conversation/turn.ts'
import { emptyScript, followLive, unsaid } from './live-script.ts'
import type { Pace } from './pace.ts'

export type LiveScriptRefs = { turns: Ref<Turn[]>; busy: Ref<ReadonlySet<string>> }

/** What of a live conversation is seen: its turns in the script of the page, and how long each answer took. */
export function createLiveView(script: LiveScriptRefs, { now, name }: { now: () => Date; name: () => string }) {
  let shown = emptyScript
  const exchanges = new Map<string, string>()

  return {
    follow(frame: Parameters<typeof followLive>[1]) {
      const step = followLive({ script: shown, turns: script.turns.value }, frame, {
        now,
        newKey: (count) => `live-${name()}-${count}`,
      })
      shown = step.script
      script.turns.value = step.turns
      script.busy.value = new Set([shown.saying, shown.answering].filter((key) => key !== null))
      if (frame.type === 'reply-start' && frame.reply_id) exchanges.set(frame.reply_id, frame.exchange_id)
    },
    /** How long it took until a reply was heard. */
    measured(replyId: string, pace: Pace) {
      const exchangeId = exchanges.get(replyId)
      if (!exchangeId) return
      script.turns.value = script.turns.value.map((turn) => (turn.exchangeId === exchangeId ? { ...turn, pace } : turn))
    },
    /** The conversation ended: what was half understood is no turn, and nothing more comes by this way. */
    leave() {
      const step = unsaid({ script: shown, turns: script.turns.value })
      shown = { ...step.script, answering: null }
      script.turns.value = step.turns
      script.busy.value = new Set()
    },
  }
}
