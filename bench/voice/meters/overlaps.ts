import type { Noise, Overlap } from '../corpus/corpus.ts'
import type { Conversation } from '../room/conversation.ts'
import { TALK } from '../scenarios/replies.ts'
import { openOn, type Stage, settingOf, soundOf } from '../scenarios/stage.ts'
import { blocksOf, gapsIn, silentFrom, slipsIn } from './audible.ts'
import { claimedOf } from './claimed.ts'

// V5, V6 and V7, and V3 beside them: somebody speaks, or something sounds, while the companion speaks.

/** Silent at latest this long after the interruption began, or 300 ms after it ended. */
const YIELDS_WITHIN_MS = 1_000
const AFTER_ITS_END_MS = 300
const WATCHED_MS = 3_000
/** "Wait" holds for as long. */
const HELD_MS = 4_000

export interface OverlapOutcome {
  id: string
  kind: Overlap['kind'] | 'noise'
  what: string
  split: 'tuning' | 'test'
  language: string
  condition: string
  voice: string
  /** As the labels want it: yields, holds, or goes on. */
  right: boolean
  why: string
  /** From the first sound of the learner until the reply was silent for good; null while it goes on. */
  silentAfterMs: number | null
  /** The reply was interrupted by silence and went on. */
  gapMs: number
  paused: boolean
  resumed: boolean
  repeatedMs: number
  lostMs: number
  turns: string[]
  claimed: { unheard: number; missing: number } | null
}

/** One clip over one reply. */
export async function playOverlap(stage: Stage, clip: Overlap | Noise) {
  const { studio } = stage
  const talk = TALK[clip.language]
  const sound = clip.kind === 'noise' ? await soundOf(studio, clip) : await studio.say(clip.saying, clip.voice)
  const opening = await studio.say({ text: talk.opening }, talk.voice)
  const conversation = openOn(stage, {
    ...(await settingOf(stage, clip.id, clip.condition)),
    language: clip.language,
    replyTo: (_, turn) => (turn === 0 ? talk.reply : (talk.reply.split(/(?<=[.。])/)[0] ?? '')),
  })
  const { player, model } = conversation
  await conversation.wait(400)
  await conversation.say('opening', opening)
  const began = await conversation.until(() => player.position().ms >= clip.atMs, 15_000)
  const replyId = player.position().replyId
  const before = model.turns.length
  const span = conversation.begin(clip.kind, sound)
  await conversation.wait(sound.samples.length / 16 + (clip.kind === 'wait' ? HELD_MS : WATCHED_MS))
  const outcome = judge(clip, { began, replyId, before, span, conversation })
  await conversation.close()
  return { outcome, conversation }
}

interface Played {
  began: boolean
  replyId: string
  before: number
  span: { fromMs: number; toMs: number }
  conversation: Conversation
}

function judge(clip: Overlap | Noise, { began, replyId, before, span, conversation }: Played): OverlapOutcome {
  const { player, model, now } = conversation
  const blocks = blocksOf(player.heard, replyId)
  const end = silentFrom(blocks) ?? 0
  const goesOn = end > now() - 60
  const turns = model.turns.slice(before).map(({ text }) => text)
  const gapMs = Math.max(0, ...gapsIn(blocks, span.fromMs).map(({ ms }) => ms))
  const by = Math.max(span.fromMs + YIELDS_WITHIN_MS, span.toMs + AFTER_ITS_END_MS)
  const silent = !goesOn && end <= by
  const why = !began
    ? 'the conversation never began'
    : clip.kind === 'interruption'
      ? yielded(silent, turns, goesOn, clip.command)
      : clip.kind === 'wait'
        ? held(silent, turns, goesOn)
        : wentOn(goesOn, turns)
  return {
    id: clip.id,
    kind: clip.kind,
    what: clip.kind === 'noise' ? `${clip.sound} ${clip.seed}` : clip.saying.text,
    split: clip.split,
    language: clip.language,
    condition: clip.condition,
    voice: clip.kind === 'noise' ? '' : clip.voice,
    right: why === '',
    why,
    silentAfterMs: goesOn ? null : end - span.fromMs,
    gapMs,
    paused: player.pauses.some((atMs) => atMs >= span.fromMs),
    resumed: goesOn,
    ...slipsIn(blocks),
    turns,
    claimed: goesOn ? null : claimedOf(conversation, replyId, before - 1),
  }
}

function yielded(silent: boolean, turns: string[], goesOn: boolean, command: boolean): string {
  if (goesOn) return 'the reply went on'
  if (!silent) return 'the reply fell silent too late'
  return command || turns.length > 0 ? '' : 'what was said became no turn'
}

function held(silent: boolean, turns: string[], goesOn: boolean): string {
  if (goesOn) return 'the reply went on'
  if (!silent) return 'the reply fell silent too late'
  return turns.length === 0 ? '' : 'it was answered'
}

function wentOn(goesOn: boolean, turns: string[]): string {
  if (turns.length > 0) return `a turn was taken: ${turns.join(' / ')}`
  return goesOn ? '' : 'the reply was cut'
}
