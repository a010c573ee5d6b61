import { createInterface } from 'node:readline/promises'
import { asksOwnPast, groundsOf } from '../../server/src/conversation/grounds/grounds.ts'
import { createGuardedReply } from '../../server/src/conversation/grounds/guarded-reply.ts'
import { buildRequest } from '../../server/src/conversation/prompt.ts'
import { quote } from '../../server/src/conversation/quote.ts'
import { realClock } from '../../server/src/providers/clock.ts'
import type { Llm, TurnFacts } from '../../server/src/providers/llm/llm.ts'
import type { Corpus, Question } from '../retrieval/corpus.ts'
import { memoryOf, openPast, remember } from '../retrieval/past.ts'
import { type Estimate, share } from '../statistics.ts'
import { liveVendors } from '../voice/live/vendors.ts'

const MAX_TOKENS = 200
/** Of one question: the instructions, what is given, and an answer. Somewhat more than is usual. */
const A_QUESTION = { inputTokens: 1_300, outputTokens: 90 }

/** What a real model made of one question. */
interface Answered {
  question: Question
  used: string[]
  marks: string[]
}

/** Asks the configured model all questions of a past, as turns, and reads what it did with what it was given. Sends nothing before it was agreed to. */
export async function askLive(
  corpus: Corpus,
  { env, yes, tell }: { env: Record<string, string | undefined>; yes: boolean; tell: (line: string) => void },
): Promise<Array<Estimate & { what: string; goal: string }>> {
  const { llm, names, estimate, spent } = liveVendors({ ...env, STT: '', TTS: '' }, { clock: realClock })
  if (!llm) {
    tell(
      'No language model is configured, so there is nobody to ask. Set ANTHROPIC_API_KEY, OPENAI_API_KEY or LLM_BASE_URL.',
    )
    return []
  }
  const n = corpus.questions.length
  const none = { seconds: 0, characters: 0 }
  const { lines } = estimate({
    ...{ stt: none, tts: none },
    llm: { inputTokens: A_QUESTION.inputTokens * n, outputTokens: A_QUESTION.outputTokens * n },
  })
  tell(`${names.join(' · ')}: ${n} questions about an invented past will be sent there.`)
  for (const line of lines) tell(`  ${line}`)
  if (!yes && !(await agreed())) {
    tell('Nothing was sent. With --yes it begins without asking.')
    return []
  }
  const all = await answers(corpus, llm)
  tell(spent())
  const said = all.filter(({ question }) => question.evidence.length > 0)
  const never = all.filter(({ question }) => question.evidence.length === 0)
  const right = ({ question, used }: Answered) => question.evidence.some((id) => used.includes(id))
  return [
    { what: 'answered from the right passage', goal: '', ...share(said.filter(right).length, said.length) },
    {
      what: 'answered from a passage where nothing was said',
      goal: '',
      ...share(never.filter(({ used }) => used.length > 0).length, never.length),
    },
    {
      what: 'a claim had to be taken out',
      goal: '',
      ...share(all.filter(({ marks }) => marks.includes('ungrounded')).length, n),
    },
  ]
}

async function answers(corpus: Corpus, llm: Llm): Promise<Answered[]> {
  const { database, end } = await openPast('sqlite')
  try {
    const now = () => new Date(corpus.now)
    const { userId, nameOf } = await remember(database, corpus.turns)
    const { recall } = memoryOf(database, { embeddings: null, now }).memory
    const all: Answered[] = []
    for (const question of corpus.questions) {
      const ofPast = asksOwnPast(question.text, 'en-GB')
      const asked = { userId, timezone: 'UTC', text: question.text, asksOwnPast: ofPast, limit: 8, tokens: 700 }
      const found = await recall({ ...asked, beforeSeq: Number.MAX_SAFE_INTEGER, known: new Set<number>() })
      const { recalled } = quote(found, [])
      const facts: TurnFacts = {
        ...{ intent: 'question', now: now(), timezone: 'UTC', locale: 'en-GB', learnerName: null, text: question.text },
        ...{ recalled, asksOwnPast: ofPast, saidInSession: [], repliedInSession: [] },
      }
      const guard = createGuardedReply(groundsOf(facts, { summary: null, repeats: () => false }))
      const request = buildRequest({ facts, recent: [], summary: null, maxTokens: MAX_TOKENS })
      let text = ''
      for await (const part of llm.stream(request, { signal: AbortSignal.timeout(60_000) }))
        if (part.type === 'delta') text += guard.next(part.text)
      guard.end(text)
      const used = recalled
        .filter(({ id }) => guard.used.has(id))
        .map(({ exchangeId }) => nameOf.get(exchangeId ?? '') ?? '')
      all.push({ question, used, marks: [...guard.marks] })
    }
    return all
  } finally {
    await end()
  }
}

/** Asks whoever started it whether to send; false where nobody can be asked. */
export async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^y(?:es)?$/i.test((await asking.question('Send them? [y/N] ')).trim())
  } finally {
    asking.close()
  }
}
