import type { TurnEvent } from '@lva/contracts/conversation'
import type { Learner } from '../../learner.ts'
import type { Heart } from '../../voice/voice.ts'
import type { Answer, Callers } from '../call.ts'

type Turn = Parameters<Heart['takeTurn']>[0]
type Events = ReturnType<Heart['takeTurn']>

/** What follows once something was heard. */
export type After = Exclude<Answer, { kind: 'turn' }>

/**
 * The conversation as a call hears it: what is said goes to the people's side first, and only what is a turn goes on. What they say instead
 * is spoken like a reply and remembered by nobody. `after` is told what is to follow an utterance, by its id.
 */
export function createCallHeart(
  {
    conversation,
    callers,
    learnerOf,
  }: {
    conversation: Heart
    callers: Pick<Callers, 'said'>
    learnerOf: (userId: string) => Promise<Learner | null>
  },
  {
    callSid,
    trusted,
    after,
    ended,
    asideId,
  }: {
    callSid: string
    /** What nobody may be told yet is not thought of beforehand. */
    trusted: () => boolean
    after(id: string, answer: After): void
    /** A name for what is said and remembered by nobody. */
    asideId(): string
    /** They said goodbye in this turn. */
    ended(id: string, turn: { learner: Learner; sessionId: string }): void
  },
): Heart & { expect(answer: Answer): void } {
  /** Captures, whose confirmation is no reply to be remembered. */
  const captures = new Set<string>()
  /** What the keys said, before its turn is taken. */
  const expected: Answer[] = []

  async function* takeTurn(turn: Turn): Events {
    const answer = expected.shift() ?? (await callers.said(callSid, turn.text, turn.confidence ?? null))
    if (answer.kind === 'turn') return yield* take(turn, answer)
    turn.prepared?.drop()
    const id = asideId()
    after(id, answer)
    yield { type: 'turn-start', session_id: turn.sessionId ?? '', exchange_id: id, user_text: turn.text }
    if (answer.text) yield { type: 'reply-delta', text: answer.text }
  }

  async function* take(turn: Turn, answer: Answer & { kind: 'turn' }): Events {
    const { userId, sessionId, text, mode } = answer
    const sameLearner = userId === turn.learner.userId
    const learner = sameLearner ? turn.learner : ((await learnerOf(userId)) ?? turn.learner)
    // What was begun beforehand was begun for these words in that session.
    const fits = sameLearner && sessionId === turn.sessionId && text === turn.text
    if (!fits) turn.prepared?.drop()
    const prepared = fits ? (turn.prepared ?? null) : null
    for await (const event of conversation.takeTurn({ ...turn, prepared, learner, sessionId, text, mode })) {
      if (mode === 'capture') yield* captured(event, answer.kept)
      else {
        if (event.type === 'reply-end' && event.intent === 'end_conversation')
          ended(event.exchange_id, { learner, sessionId })
        yield event
      }
    }
  }

  /** Says that it was kept, which is no reply to be remembered. */
  function* captured(event: TurnEvent, kept: string | null): Generator<TurnEvent> {
    if (event.type === 'turn-start') captures.add(event.exchange_id)
    if (event.type === 'reply-end' && kept) yield { type: 'reply-delta', text: kept }
    yield event
  }

  return {
    ...conversation,
    takeTurn,
    prepare(what) {
      return trusted() ? conversation.prepare(what) : NOTHING
    },
    async heard(userId, exchangeId, what) {
      if (!isAside(exchangeId) && !captures.has(exchangeId)) await conversation.heard(userId, exchangeId, what)
    },
    async attachSound(userId, exchangeId, sound) {
      if (!isAside(exchangeId)) await conversation.attachSound(userId, exchangeId, sound)
    },
    /** What nobody heard has no answer that anybody waits for: it is taken down, whoever said it. */
    keepUnheard: (sound) => conversation.keepUnheard({ ...sound, mode: 'capture' }),
    /** The turn that comes next was heard already: this is what follows from it. */
    expect: (answer) => void expected.push(answer),
  }
}

/** What is said beside the conversation is called like this, which no exchange is. */
export const ASIDE = 'aside-'
const isAside = (id: string) => id.startsWith(ASIDE)

const NOTHING = { drop() {}, adopt: () => null, done: Promise.resolve() }
