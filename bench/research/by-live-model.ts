import { buildRequest } from '../../server/src/conversation/prompt.ts'
import { realClock } from '../../server/src/providers/clock.ts'
import type { TurnFacts } from '../../server/src/providers/llm/llm.ts'
import { wholeAnswer } from '../../server/src/providers/llm/whole-answer.ts'
import { agreed } from '../recall/live.ts'
import { liveVendors } from '../voice/live/vendors.ts'
import { NOW, type ResearchQuestion } from './questions.ts'
import { citedIn, isHonest, type Shown, shownOf } from './replies.ts'

const MAX_TOKENS = 250
/** Of one question: the instructions, a few passages, and two or three sentences. */
const A_QUESTION = { inputTokens: 1_600, outputTokens: 110 }

/** One question as a model answered it: its reply as it came, and what the learner is shown of it; null: nobody answered. */
export interface Answered {
  question: ResearchQuestion
  reply: string | null
  shown: Shown
}

/**
 * Has the configured model answer the questions with the passages a search gave, as a turn would. Sends nothing before it was agreed to; null
 * then, or where no model is configured.
 */
export async function answeredByModel(
  questions: readonly ResearchQuestion[],
  { env, yes, tell }: { env: Record<string, string | undefined>; yes: boolean; tell: (line: string) => void },
): Promise<Answered[] | null> {
  const { llm, names, estimate, spent } = liveVendors({ ...env, STT: '', TTS: '' }, { clock: realClock })
  if (!llm) {
    tell('No language model is configured. Set ANTHROPIC_API_KEY, OPENAI_API_KEY or LLM_BASE_URL.')
    return null
  }
  const n = questions.length
  const none = { seconds: 0, characters: 0 }
  const llmUse = { inputTokens: A_QUESTION.inputTokens * n, outputTokens: A_QUESTION.outputTokens * n }
  tell(`${names.join(' · ')}: ${n} questions with invented passages will be sent there.`)
  for (const line of estimate({ stt: none, tts: none, llm: llmUse }).lines) tell(`  ${line}`)
  if (!yes && !(await agreed())) {
    tell('Nothing was sent. With --yes it begins without asking.')
    return null
  }
  const all: Answered[] = []
  for (const question of questions) {
    const facts: TurnFacts = {
      ...{ intent: 'question', now: NOW, timezone: 'UTC', locale: question.language, learnerName: null },
      ...{ text: question.ask, recalled: question.given, saidInSession: [], repliedInSession: [] },
    }
    const request = buildRequest({ facts, recent: [], summary: null, maxTokens: MAX_TOKENS })
    const reply = await wholeAnswer(llm, request, AbortSignal.timeout(60_000))
    all.push({ question, reply, shown: shownOf(question, reply ?? '') })
  }
  tell(spent())
  return all
}

/** How many of the sentences that are shown have a number, and of how many replies something was left out. */
export function readOf(all: readonly Answered[]): {
  sentences: number
  cited: number
  resolved: number
  leftOut: number
} {
  const sentences = all.flatMap(({ question, shown }) =>
    citedIn(shown).filter(({ text }) => !isHonest(text, question.language)),
  )
  const cited = sentences.filter(({ cites }) => cites.length > 0)
  return {
    sentences: sentences.length,
    cited: cited.length,
    resolved: cited.filter(({ cites }) => cites.every((id) => id !== undefined)).length,
    leftOut: all.filter(({ shown }) => shown.marks.includes('ungrounded')).length,
  }
}
