import type { VoiceStages } from '@lva/contracts/voice'
import { inLanguageOf } from '../../language/tags.ts'
import type { Cue } from '../text/cue-phrases/phrases.ts'
import type { Brain, Saying } from './brain.ts'
import { createReply, type Reply, type Replying, type Told } from './reply.ts'
import { createStages, type Stages } from './stages.ts'
import { SPEAKING } from './tuning.ts'

export type Replies = ReturnType<typeof createReplies>

/**
 * The replies of a session, one at a time: the next begins when it is known what was heard of the one before. Remembers what was not
 * heard, so that they can go on with it.
 */
export function createReplies(
  needs: Omit<Replying, 'manner' | 'holdingClause' | 'brain'> & { brain: Pick<Brain, 'turn' | 'heard'> },
  {
    manner,
    changed,
    left,
    measured,
    obeyed = () => {},
  }: {
    manner: { voice: string | null; rate: number }
    changed(): void
    /** There is no reply any more. */
    left(last: Reply): void
    measured(told: { stages: VoiceStages; total_ms: number }): void
    /** Something was done without a turn, about a reply that was given. */
    obeyed?: ((cue: Cue, exchangeId: string) => void) | undefined
  },
) {
  const { brain, clock, line } = needs
  const holdingClause = createHoldingClauses(needs.language)
  let current: Reply | null = null
  /** The one that began last, which may be over. */
  let latest: Reply | null = null
  let finished: Promise<void> = Promise.resolve()
  let count = 0
  /** What was not heard of the last reply, for "go on", and all of it, for "repeat". */
  let aside: Told | null = null
  let last: Told | null = null
  /** The most that was heard of it at once. */
  let known = ''
  let soundedUntil = Number.NEGATIVE_INFINITY

  function speak(what: Pick<Parameters<typeof createReply>[1], 'source' | 'stages' | 'before' | 'known'>) {
    cut()
    const mine = createReply(
      { ...needs, manner: () => manner, holdingClause },
      {
        replyId: `r${++count}`,
        after: finished,
        ...what,
        changed: () => current === mine && changed(),
        measured(told) {
          line.show({ type: 'metrics', reply_id: mine.replyId, ...told })
          measured(told)
        },
        gone() {
          if (current !== mine) return
          leave(mine)
          changed()
        },
        ended: remember,
      },
    )
    current = mine
    latest = mine
    finished = mine.finished
  }

  function remember(told: Told) {
    if (told.exchangeId === null) return
    aside = told.rest.trim() ? told : null
    if (last?.exchangeId !== told.exchangeId || told.heard.length > known.length) known = told.heard
    last = told
  }

  function leave(reply: Reply) {
    if (reply.begun()) soundedUntil = clock.ms()
    current = null
    left(reply)
  }

  function cut() {
    const reply = current
    if (!reply) return
    void reply.cut()
    leave(reply)
  }

  /** A turn, whose words are shown once they are safe. */
  async function* turn(what: Parameters<Brain['turn']>[0]): AsyncGenerator<Saying> {
    for await (const saying of brain.turn(what)) {
      if (saying.type === 'kept') line.show({ type: 'transcript-end', text: what.text, exchange_id: saying.exchangeId })
      yield saying
    }
  }

  return {
    current: () => current,
    /** Resolves when it is remembered what was heard of the last one. */
    finished: () => finished,
    /** When a reply could last be heard. */
    soundedUntil: () => soundedUntil,
    cut,

    /** How much of a reply has been heard. What is told of older ones is late. */
    report(playedMs: number, replyId: string) {
      if (latest?.replyId === replyId) latest.report(playedMs)
    },

    answer({ stages, ...what }: Omit<Parameters<Brain['turn']>[0], 'signal'> & { stages: Stages }) {
      aside = null
      line.show({ type: 'thinking-start' })
      speak({ source: (signal) => turn({ ...what, signal }), stages })
    },

    /** Says something nobody asked for. `id` is what it is called where it is told that it was heard. */
    say(text: string, id: string) {
      speak({ source: () => again(id, text), stages: createStages(null) })
    },

    /** Does what needs no model; false when there is nothing to do it with. */
    obey(cue: Cue): boolean {
      const about = last?.exchangeId
      if (about) obeyed(cue, about)
      if (cue === 'wait' || cue === 'stop') return true
      if (cue === 'slower') manner.rate = Math.max(SPEAKING.slowestRate, manner.rate * SPEAKING.slower)
      const stages = createStages(null)
      if (cue !== 'repeat' && aside) {
        const { exchangeId, heard, rest } = aside
        speak({ source: () => again(exchangeId, rest), before: heard, known, stages })
        return true
      }
      if (cue === 'go-on' || !last) return false
      const { exchangeId, heard, rest } = last
      speak({ source: () => again(exchangeId, heard + rest), known, stages })
      return true
    },
  }
}

/** Part of a reply that is known already. */
async function* again(exchangeId: string | null, text: string): AsyncGenerator<Saying> {
  if (exchangeId !== null) yield { type: 'kept', exchangeId }
  yield { type: 'delta', text }
  yield { type: 'end' }
}

const CLAUSES: Record<string, readonly string[]> & { en: readonly string[] } = {
  en: ['Let me look that up.', 'One moment, I am checking.', 'Let me see what I can find.'],
  es: ['Déjame buscarlo.', 'Un momento, lo estoy mirando.', 'Voy a ver qué encuentro.'],
  de: ['Ich schaue kurz nach.', 'Einen Moment, ich prüfe das.', 'Mal sehen, was ich finde.'],
  fr: ['Je regarde ça.', 'Un instant, je vérifie.', 'Voyons ce que je trouve.'],
  ja: ['ちょっと調べてみますね。', '少々お待ちください、確認しています。', '何があるか見てみますね。'],
}

/** What is said while a tool is really running; never the same twice in a row. An unknown language is answered in English. */
function createHoldingClauses(language: string): () => string {
  const clauses = inLanguageOf(language, CLAUSES)
  let next = 0
  return () => clauses[next++ % clauses.length] ?? ''
}
