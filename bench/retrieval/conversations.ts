import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import type { Corpus, CorpusTurn, Question } from './corpus.ts'

const KINDS = ['', 'multi-hop', 'temporal', 'open-domain', 'single-hop', 'adversarial']

const Spoken = z.object({
  speaker: z.string(),
  dia_id: z.string(),
  text: z.string(),
  clean_text: z.string().optional(),
  blip_caption: z.string().optional(),
})
const Asked = z.object({
  question: z.coerce.string(),
  evidence: z.array(z.string()).default([]),
  category: z.int().optional(),
})
const Locomo = z.object({ qa: z.array(Asked) }).loose()

const LongMemEval = z.array(
  z.object({
    question_id: z.string(),
    question_type: z.string(),
    question: z.coerce.string(),
    question_date: z.string(),
    haystack_session_ids: z.array(z.string()),
    haystack_dates: z.array(z.string()),
    haystack_sessions: z.array(
      z.array(z.object({ role: z.string(), content: z.string(), has_answer: z.boolean().optional() })),
    ),
  }),
)

/**
 * The conversations of a file in the shape of LoCoMo (one conversation or a list of them) or of LongMemEval (a past of its own for every
 * question). Throws when it has neither shape.
 */
export function conversationsIn(path: string): Corpus[] {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const name = basename(path).replace(/\.json$/, '')
  const memories = LongMemEval.safeParse(content)
  if (memories.success) return memories.data.map(fromLongMemEval)
  const list = Array.isArray(content) ? content : [content]
  return list.map((one, n) => fromLocomo(Locomo.parse(one), list.length > 1 ? `${name} ${n + 1}` : name))
}

/** Every turn of the two speakers is an exchange of its own, under its speaker's name; a picture is what its caption says. */
function fromLocomo(file: z.infer<typeof Locomo>, name: string): Corpus {
  const talk = z.record(z.string(), z.unknown()).parse(file.conversation ?? file)
  const turns: CorpusTurn[] = []
  for (let n = 1; talk[`session_${n}_date_time`] !== undefined; n++) {
    const began = instantOf(z.string().parse(talk[`session_${n}_date_time`]))
    for (const [place, said] of z
      .array(Spoken)
      .parse(talk[`session_${n}`] ?? [])
      .entries()) {
      const picture = said.blip_caption ? ` [picture: ${said.blip_caption}]` : ''
      turns.push({
        id: said.dia_id,
        session: `session-${n}`,
        at: new Date(began + place * 60_000).toISOString(),
        text: `${said.speaker}: ${said.text}${picture}`,
        reply: null,
      })
    }
  }
  const known = new Set(turns.map(({ id }) => id))
  const questions = file.qa.map(
    ({ question, evidence, category = 0 }): Question => ({
      text: question,
      kind: KINDS[category] || 'unsorted',
      // They are separated in every way there is, and some name turns that do not exist.
      evidence: [...new Set(evidence.flatMap((some) => some.split(/[;,\s]+/)))].filter((id) => known.has(id)),
    }),
  )
  return { name, now: dayAfter(turns), turns, questions: questions.filter(({ evidence }) => evidence.length > 0) }
}

function fromLongMemEval(asked: z.infer<typeof LongMemEval>[number]): Corpus {
  const evidence: string[] = []
  const turns = asked.haystack_sessions.flatMap((session, n) =>
    paired(session).map(({ text, reply, answers }, place): CorpusTurn => {
      const id = `${asked.question_id} ${n} ${place}`
      if (answers) evidence.push(id)
      const at = new Date(instantOf(asked.haystack_dates[n] ?? '') + place * 60_000).toISOString()
      return { id, session: `${n} ${asked.haystack_session_ids[n]}`, at, text, reply }
    }),
  )
  const never = asked.question_id.endsWith('_abs')
  const kind = never ? 'never said' : asked.question_type
  return {
    name: asked.question_id,
    now: new Date(instantOf(asked.question_date)).toISOString(),
    turns: turns.sort((a, b) => a.at.localeCompare(b.at)),
    questions: [{ text: asked.question, kind, evidence: never ? [] : evidence }],
  }
}

/** What the user said with what was answered to it. */
function paired(session: Array<{ role: string; content: string; has_answer?: boolean | undefined }>) {
  const pairs: Array<{ text: string; reply: string | null; answers: boolean }> = []
  for (const { role, content, has_answer: answers = false } of session) {
    const open = pairs.at(-1)
    if (role === 'user') pairs.push({ text: content, reply: null, answers })
    else if (open && open.reply === null) Object.assign(open, { reply: content, answers: open.answers || answers })
    else pairs.push({ text: '', reply: content, answers })
  }
  return pairs
}

const dayAfter = (turns: CorpusTurn[]) =>
  new Date(Date.parse(turns.at(-1)?.at ?? '2026-01-01') + 86_400_000).toISOString()

/** "1:56 pm on 8 May, 2023" or "2023/05/20 (Sat) 02:21", taken as UTC, in milliseconds. */
function instantOf(text: string): number {
  const clock = /(\d{1,2}):(\d{2})\s*(am|pm)?/i.exec(text)
  const hour = (Number(clock?.[1] ?? 0) % (clock?.[3] ? 12 : 24)) + (clock?.[3]?.toLowerCase() === 'pm' ? 12 : 0)
  const day = /\d{4}\/\d{1,2}\/\d{1,2}/.exec(text)?.[0] ?? /\d{1,2} \p{L}+,? \d{4}/u.exec(text)?.[0]
  const at = Date.parse(`${day?.replace(',', '')} UTC`)
  if (Number.isNaN(at)) throw new Error(`This is no date that is known here: ${text}`)
  return at + hour * 3_600_000 + Number(clock?.[2] ?? 0) * 60_000
}
