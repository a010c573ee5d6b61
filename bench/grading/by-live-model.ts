import { gradeByModel } from '../../server/src/grading/by-model.ts'
import { gradeByWords } from '../../server/src/grading/by-words.ts'
import { realClock } from '../../server/src/providers/clock.ts'
import { agreed } from '../recall/live.ts'
import { liveVendors } from '../voice/live/vendors.ts'
import type { LabelledAnswer } from './corpus.ts'
import type { Graded } from './read.ts'

/** Of one answer: the rules, the points, the answer, and the JSON. Somewhat more than is usual. */
const AN_ANSWER = { inputTokens: 500, outputTokens: 60 }
/** Nobody waits for the grades of a benchmark. */
const WAIT_MS = 60_000

/**
 * Has the configured model grade labelled answers, as a review would; what it leaves to the words is graded by them, and counted in `troubles`.
 * Sends nothing before it was agreed to; null then, or where no model is configured.
 */
export async function gradedByModel(
  answers: readonly LabelledAnswer[],
  { env, yes, tell }: { env: Record<string, string | undefined>; yes: boolean; tell: (line: string) => void },
): Promise<{ graded: Graded[]; troubles: Record<string, number>; names: readonly string[] } | null> {
  const { llm, names, estimate, spent } = liveVendors({ ...env, STT: '', TTS: '' }, { clock: realClock })
  if (!llm) {
    tell('No language model is configured. Set ANTHROPIC_API_KEY, OPENAI_API_KEY or LLM_BASE_URL.')
    return null
  }
  const none = { seconds: 0, characters: 0 }
  const n = answers.length
  const llmUse = { inputTokens: AN_ANSWER.inputTokens * n, outputTokens: AN_ANSWER.outputTokens * n }
  tell(`${names.join(' · ')}: ${n} invented answers will be sent there.`)
  for (const line of estimate({ stt: none, tts: none, llm: llmUse }).lines) tell(`  ${line}`)
  if (!yes && !(await agreed())) {
    tell('Nothing was sent. With --yes it begins without asking.')
    return null
  }
  const graded: Graded[] = []
  const troubles: Record<string, number> = {}
  for (const labelled of answers) {
    const answered = { ...labelled, locale: 'en-GB', userId: 'bench' }
    const { signal } = new AbortController()
    const grade = await gradeByModel(llm, answered, { now: new Date(), signal, waitMs: WAIT_MS })
    if (typeof grade === 'string') troubles[grade] = (troubles[grade] ?? 0) + 1
    graded.push({ labelled, grade: typeof grade === 'string' ? gradeByWords(labelled) : grade })
  }
  tell(spent())
  return { graded, troubles, names }
}
