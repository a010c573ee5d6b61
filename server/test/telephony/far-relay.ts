/** What the caller heard of one utterance, and whether all of it. */
export interface Utterance {
  text: string
  heard: string
  whole: boolean
}

/**
 * A carrier's end of a ConversationRelay, and the caller behind it: speaks what comes at once, unless the caller interrupts after so many
 * words; then it says what was heard until then, before it says what was said.
 */
export function createFarRelay({ send }: { send(message: object): void }) {
  const utterances: Utterance[] = []
  let open: Utterance | null = null
  const wrong: string[] = []
  let ended: string | null = null
  let watch: () => void = () => {}

  return {
    /** What we send to it. */
    receive(message: { type: string; token?: string; last?: boolean; handoffData?: string }) {
      if (message.type === 'end') ended = message.handoffData ?? ''
      else if (message.type !== 'text') wrong.push(message.type)
      else {
        if (!open) {
          open = { text: '', heard: '', whole: false }
          utterances.push(open)
        }
        open.text += message.token ?? ''
        if (message.last) {
          open.whole = true
          open = null
        }
      }
      watch()
    },
    onChange(told: () => void) {
      watch = told
    },
    prompt: (voicePrompt: string) => send({ type: 'prompt', voicePrompt, lang: 'en-US', last: true }),
    /** The caller speaks after so many words of what is being said. Returns what was heard of it. */
    interrupt(words: number): string {
      const latest = utterances.at(-1)
      const heard = latest?.text.split(' ').slice(0, words).join(' ') ?? ''
      if (latest) latest.heard = heard
      send({ type: 'interrupt', utteranceUntilInterrupt: heard, durationUntilInterruptMs: '460' })
      open = null
      return heard
    },
    press: (digit: string) => send({ type: 'dtmf', digit }),
    utterances,
    wrong,
    ended: () => ended,
  }
}
