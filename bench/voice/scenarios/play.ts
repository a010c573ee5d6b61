import { readFileSync } from 'node:fs'
import type { openConversation } from '../room/conversation.ts'
import type { Studio } from '../sound/studio.ts'
import { soundOf } from './stage.ts'

// Scripts with exact offsets (scripts.json). Each step begins when the one before is over.

type Step =
  | { wait: number }
  /** The learner says it to its end. */
  | { say: string; voice?: string }
  | { noise: string; ms: number; dbfs: number }
  /** Until so many words of the reply that sounds have sounded. */
  | { word: number }
  /** Until the reply to what was said last sounds, or is over and it is quiet. */
  | { reply: 'sounding' | 'over' }
  | { press: 'commit' | 'cancel' | 'mute' | 'unmute' }
  | { network: 'lost' | 'back' }
  /** What must have happened by then: turns taken, and replies that were cut. */
  | { expect: { turns: number; cut: number } }

export interface Script {
  name: string
  steps: Step[]
}

/** The scripts of this folder. */
export function scripts(): Script[] {
  return JSON.parse(readFileSync(new URL('scripts.json', import.meta.url), 'utf8')) as Script[]
}

const PATIENCE_MS = 30_000
/** So long nothing happens before a reply counts as over: longer than any answer lets wait. */
const QUIET_MS = 2_400
const LEARNER = 'flite:slt'

/** Plays a script; answers what was not as it expects. */
export async function play(
  studio: Studio,
  script: Script,
  conversation: ReturnType<typeof openConversation>,
): Promise<string[]> {
  const faults: string[] = []
  for (const step of script.steps) {
    const fault = await take(studio, step, conversation)
    if (fault) faults.push(`${conversation.now() | 0} ms, ${JSON.stringify(step)}: ${fault}`)
  }
  return faults
}

async function take(
  studio: Studio,
  step: Step,
  conversation: ReturnType<typeof openConversation>,
): Promise<string | null> {
  if ('wait' in step) return await conversation.wait(step.wait).then(() => null)
  if ('say' in step) {
    await conversation.say(step.say, await studio.say({ text: step.say }, step.voice ?? LEARNER))
    return null
  }
  if ('noise' in step) {
    await conversation.say(
      step.noise,
      await soundOf(studio, { sound: step.noise, seed: 1, ms: step.ms, dbfs: step.dbfs }),
    )
    return null
  }
  if ('word' in step)
    return (await conversation.until(() => wordsHeard(conversation) >= step.word, PATIENCE_MS)) ? null : 'never'
  if ('reply' in step) return await replyIs(step.reply, conversation)
  if ('press' in step) return press(step.press, conversation)
  if ('network' in step) {
    conversation.connect(step.network === 'back')
    return null
  }
  const { turns } = conversation.model
  const cut = turns.filter(({ heard }) => heard.at(-1)?.interrupted).length
  if (turns.length === step.expect.turns && cut === step.expect.cut) return null
  return `${turns.length} turns, ${cut} cut: ${turns.map(({ text }) => text).join(' / ')}`
}

/** Words of the reply that sounds now of which something has sounded; 0 until it is that to the last turn. */
function wordsHeard({ player, voice, model, said }: ReturnType<typeof openConversation>): number {
  const since = model.turns.at(-1)?.atMs ?? Number.POSITIVE_INFINITY
  if (since < (said.at(-1)?.fromMs ?? 0)) return 0
  let count = 0
  let before: string[] = []
  for (const block of player.heard) {
    if (block.atMs < since) continue
    const here = voice.wordsIn(block.print)
    count += here.filter((word) => !before.includes(word)).length
    before = here
  }
  return count
}

async function replyIs(what: 'sounding' | 'over', conversation: ReturnType<typeof openConversation>) {
  const { player, model, session, said } = conversation
  const spokeAt = said.at(-1)?.fromMs ?? 0
  const sounds = () => {
    const turn = model.turns.at(-1)
    return (
      turn !== undefined && (player.heard.at(-1)?.atMs ?? 0) > Math.max(turn.atMs, what === 'sounding' ? spokeAt : 0)
    )
  }
  if (!(await conversation.until(sounds, PATIENCE_MS))) return 'no reply was heard'
  if (what === 'sounding') return null
  const over = () =>
    player.empty() && session.state() === 'listening' && (model.turns.at(-1)?.atMs ?? 0) < conversation.now() - 200
  let quiet = 0
  const still = () => {
    quiet = over() ? quiet + 20 : 0
    return quiet >= QUIET_MS
  }
  return (await conversation.until(still, PATIENCE_MS)) ? null : `the reply never ended (${session.state()})`
}

function press(key: 'commit' | 'cancel' | 'mute' | 'unmute', { session }: ReturnType<typeof openConversation>): null {
  if (key === 'commit') session.commit()
  else if (key === 'cancel') session.cancel()
  else session.mute(key === 'mute')
  return null
}
