import { createRandom } from '../../random.ts'
import { type Speaker, speakers } from '../corpus/corpus.ts'
import { talkByHand } from '../room/by-hand.ts'
import { type Stage, settingOf } from '../scenarios/stage.ts'
import { extentOf } from '../sound/level.ts'

// V8, second half, and V10: people with known pauses speak turn after turn, and the engine learns how they pause.

export interface SpokenTurn {
  speaker: string
  turn: number
  pausesMs: number[]
  /** A turn was handed over before they had finished. */
  cutOff: boolean
  /** From their last sound until the last turn of theirs was handed over; null when it never was. */
  committedMs: number | null
  /** From their last sound until they heard the companion. */
  firstSoundMs: number | null
  adopted: boolean
  turnsTaken: number
}

const REPLY = 'I see. Tell me a little more about it.'
const ANSWERED_WITHIN_MS = 8_000
const RESTS_MS = 700

/** All turns of one person in one conversation, `turns` of them at most. */
export async function playSpeaker(stage: Stage, speaker: Speaker, turns = speaker.turns) {
  const random = createRandom(`speaker ${speaker.name}`)
  const { phrases } = speakers()
  const conversation = talkByHand({
    ...(await settingOf(stage, speaker.name, 'clean')),
    replyTo: () => REPLY,
  })
  const { model, player } = conversation
  const spoken: SpokenTurn[] = []
  await conversation.wait(500)
  for (let turn = 0; turn < turns; turn++) {
    const parts = Array.from({ length: random.whole(...speaker.phrases) }, () => random.pick(phrases))
    const pausesMs = parts.slice(1).map(() => random.aroundMedian(speaker.pauseMedianMs, speaker.pauseSigma))
    const before = model.turns.length
    let early = 0
    let end = 0
    for (const [n, text] of parts.entries()) {
      const sound = await stage.studio.say({ text }, speaker.voice)
      if (n > 0)
        await conversation.wait(end - conversation.now() + (pausesMs[n - 1] ?? 0) - extentOf(sound.samples).from / 16)
      end = conversation.begin(`turn ${turn}`, sound).toMs
      early = model.turns.length
      await conversation.wait(end - conversation.now())
    }
    const cutOff = early > before
    await conversation.until(
      () => (model.turns.at(-1)?.atMs ?? 0) > end && model.turns.length > before,
      ANSWERED_WITHIN_MS,
    )
    const taken = model.turns.at(-1)
    const answered = taken && taken.atMs > end
    const sounded = () => player.heard.find(({ atMs }) => answered && atMs > taken.atMs)
    if (answered) {
      await conversation.until(() => sounded() !== undefined, ANSWERED_WITHIN_MS)
      await conversation.until(() => conversation.session.state() === 'listening' && player.empty(), ANSWERED_WITHIN_MS)
    }
    spoken.push({
      speaker: speaker.name,
      turn,
      pausesMs,
      cutOff,
      committedMs: answered ? taken.atMs - end : null,
      firstSoundMs: answered ? (sounded()?.atMs ?? Number.NaN) - end : null,
      adopted: answered ? taken.adopted : false,
      turnsTaken: model.turns.length - before,
    })
    await conversation.wait(RESTS_MS)
  }
  await conversation.close()
  return { spoken, cost: model.cost(), habits: conversation.learnt.at(-1) ?? null, conversation }
}
