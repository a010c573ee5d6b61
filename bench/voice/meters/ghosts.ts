import { createRandom } from '../../random.ts'
import { noises } from '../corpus/corpus.ts'
import { talkByHand } from '../room/by-hand.ts'
import { TALK } from '../scenarios/replies.ts'
import { type Stage, settingOf, soundOf } from '../scenarios/stage.ts'

// V9: nobody is there. Neither the room nor the companion's own voice may become a turn.

export interface Ghosts {
  minutes: number
  turns: string[]
  /** Sound that was kept as somebody's though nobody could write it down. */
  unheard: number
  /** Replies that were cut or paused though nobody spoke. */
  cut: number
  paused: number
  replies: number
}

/** Every noise of the corpus in turn, with seconds between them, while the companion listens. */
export async function listenToNoise(stage: Stage, minutes: number): Promise<Ghosts> {
  const random = createRandom('ten minutes')
  const conversation = talkByHand({
    ...(await settingOf(stage, 'noise', 'traffic')),
    background: null,
    replyTo: () => TALK.en.reply,
  })
  const all = noises()
  while (conversation.now() < minutes * 60_000) {
    const noise = random.pick(all)
    conversation.begin(noise.sound, await soundOf(stage.studio, noise))
    await conversation.wait(noise.ms + random.between(300, 2500))
  }
  await conversation.wait(5_000)
  await conversation.close()
  const { model } = conversation
  return {
    minutes,
    turns: model.turns.map(({ text }) => text),
    unheard: model.unheard.length,
    cut: 0,
    paused: 0,
    replies: 0,
  }
}

/** The companion speaks, its echo comes back, and the learner says nothing. */
export async function listenToEcho(stage: Stage, replies: number): Promise<Ghosts> {
  const total: Ghosts = { minutes: 0, turns: [], unheard: 0, cut: 0, paused: 0, replies }
  for (let n = 0; n < replies; n++) {
    const language = (['en', 'es', 'de', 'fr', 'en'] as const)[n % 5] ?? 'en'
    const talk = TALK[language]
    const conversation = talkByHand({
      ...(await settingOf(stage, `echo ${n}`, 'clean')),
      language,
      echo: { leakDb: -20, delayMs: [40, 60, 120, 200][n % 4] ?? 60 },
      replyTo: () => talk.reply,
    })
    const { player, model, session } = conversation
    await conversation.wait(400)
    await conversation.say('opening', await stage.studio.say({ text: talk.opening }, talk.voice))
    await conversation.until(() => player.position().ms > 0, 10_000)
    await conversation.until(() => player.empty() && session.state() === 'listening', 40_000)
    await conversation.wait(3_000)
    await conversation.close()
    total.minutes += conversation.now() / 60_000
    total.turns.push(...model.turns.slice(1).map(({ text }) => text))
    total.unheard += model.unheard.length
    total.cut += model.turns[0]?.heard.some(({ interrupted }) => interrupted) ? 1 : 0
    total.paused += player.pauses.length > 0 ? 1 : 0
  }
  return total
}
