import type { Ending } from '../corpus/corpus.ts'
import type { Conversation } from '../room/conversation.ts'
import { TALK } from '../scenarios/replies.ts'
import { openOn, type Stage, settingOf } from '../scenarios/stage.ts'
import { extentOf } from '../sound/level.ts'

// V8, first half: short complete answers are taken soon, and whoever thinks is left to think.

const WATCHED_MS = 4_000

export interface EndingOutcome {
  id: string
  kind: Ending['kind']
  what: string
  split: 'tuning' | 'test'
  language: string
  condition: string
  right: boolean
  why: string
  /** From the last sound of the answer until the turn was handed over; null when it was not, or while somebody thinks. */
  committedMs: number | null
  turns: string[]
  /** Speech before the first frame that was kept of the turn, in milliseconds; null where no sound was kept. */
  lostAtStartMs: number | null
}

const COMMITTED_WITHIN_MS = 400

/** One ending, in a conversation that has just been opened. */
export async function playEnding(stage: Stage, clip: Ending) {
  const { studio } = stage
  const said = await studio.say(clip.saying, clip.voice)
  const next = clip.next && (await studio.say(clip.next.saying, clip.voice))
  const conversation = openOn(stage, {
    ...(await settingOf(stage, clip.id, clip.condition)),
    language: clip.language,
    replyTo: () => TALK[clip.language].reply.split(/(?<=[.。])/)[0] ?? '',
  })
  const { model } = conversation
  await conversation.wait(600)
  const span = conversation.begin(clip.kind, said)
  if (clip.next && next) {
    // The pause is between what really sounds.
    await conversation.wait(span.toMs - conversation.now() + clip.next.pauseMs - extentOf(next.samples).from / 16)
    const early = model.turns.length
    const then = conversation.begin('goes on', next)
    await conversation.wait(then.toMs - conversation.now() + WATCHED_MS)
    await conversation.close()
    return { outcome: outcomeOf(clip, conversation, early > 0 ? 'cut off while thinking' : '', null), conversation }
  }
  await conversation.wait(span.toMs - conversation.now() + WATCHED_MS)
  await conversation.close()
  const first = model.turns[0]
  const committedMs = first ? first.atMs - span.toMs : null
  const why = committedMs === null ? 'no turn was taken' : committedMs > COMMITTED_WITHIN_MS ? 'committed late' : ''
  return { outcome: outcomeOf(clip, conversation, why, committedMs), conversation }
}

function outcomeOf(
  clip: Ending,
  { model, microphone, said }: Conversation,
  why: string,
  committedMs: number | null,
): EndingOutcome {
  const kept = model.turns[0]?.frames.flatMap((frame) => microphone.frameOf(frame) ?? [])
  const first = kept?.length ? Math.min(...kept) * 20 : null
  return {
    id: clip.id,
    kind: clip.kind,
    what: clip.saying.text,
    split: clip.split,
    language: clip.language,
    condition: clip.condition,
    right: why === '',
    why,
    committedMs,
    turns: model.turns.map(({ text }) => text),
    lostAtStartMs: first === null ? null : Math.max(0, first - (said[0]?.fromMs ?? 0)),
  }
}
