import { createGivenAway } from '../../server/src/grading/given-away.ts'
import { realClock } from '../../server/src/providers/clock.ts'
import { asData, wholeAnswer } from '../../server/src/providers/llm/whole-answer.ts'
import { requestFor } from '../../server/src/tutoring/help.ts'
import { agreed } from '../recall/live.ts'
import { liveVendors } from '../voice/live/vendors.ts'
import { type Dialogue, shownOf } from './dialogues.ts'

/** Of one hint: the rules, what must not be said, and two sentences. */
const A_HINT = { inputTokens: 350, outputTokens: 60 }

/** One dialogue with a model: its reply as it came, and what the learner is shown of it; null: nobody answered. */
export interface Hinted {
  dialogue: Dialogue
  reply: string | null
  shown: string
}

/**
 * Has the configured model help with dialogues, as a lesson would, before the learner has tried. Sends nothing before it was agreed to; null
 * then, or where no model is configured.
 */
export async function hintedByModel(
  dialogues: readonly Dialogue[],
  { env, yes, tell }: { env: Record<string, string | undefined>; yes: boolean; tell: (line: string) => void },
): Promise<{ hinted: Hinted[]; names: readonly string[] } | null> {
  const { llm, names, estimate, spent } = liveVendors({ ...env, STT: '', TTS: '' }, { clock: realClock })
  if (!llm) {
    tell('No language model is configured. Set ANTHROPIC_API_KEY, OPENAI_API_KEY or LLM_BASE_URL.')
    return null
  }
  const none = { seconds: 0, characters: 0 }
  const n = dialogues.length
  const llmUse = { inputTokens: A_HINT.inputTokens * n, outputTokens: A_HINT.outputTokens * n }
  tell(`${names.join(' · ')}: ${n} invented dialogues will be sent there.`)
  for (const line of estimate({ stt: none, tts: none, llm: llmUse }).lines) tell(`  ${line}`)
  if (!yes && !(await agreed())) {
    tell('Nothing was sent. With --yes it begins without asking.')
    return null
  }
  const hinted: Hinted[] = []
  for (const dialogue of dialogues) {
    const known = dialogue.points.map((text, at) => `<part n="${at + 1}">${asData(text)}</part>`).join('\n')
    const facts = {
      ...{ intent: 'command' as const, now: new Date(), timezone: 'UTC', locale: 'en-GB', learnerName: null },
      ...{ text: dialogue.learner, recalled: [], saidInSession: [], repliedInSession: [] },
    }
    const request = requestFor('hint', { facts, recent: [], question: dialogue.question, known })
    const reply = await wholeAnswer(llm, request, new AbortController().signal)
    hinted.push({ dialogue, reply, shown: reply === null ? '' : shownOf(dialogue, reply) })
  }
  tell(spent())
  return { hinted, names }
}

/** Whether a text gives the answer away, by the words of its points as they stand there. */
export function tellsAnswer({ question, points }: Dialogue, text: string): boolean {
  return createGivenAway({ question, points })(text)
}
