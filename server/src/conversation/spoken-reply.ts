import type { ReplyMark, ToolUse } from '@lva/contracts/conversation'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import type { Context } from './context.ts'
import { createCitedReply } from './grounds/cited-reply.ts'
import { groundsOf } from './grounds/grounds.ts'
import { createGuardedReply } from './grounds/guarded-reply.ts'
import { createInstructionWatch } from './grounds/instructions.ts'
import type { Outcome, Part, ToolState } from './guide.ts'
import { withoutPrivateReasoning } from './private-reasoning.ts'
import { CANARY, INSTRUCTIONS } from './prompt-wording.ts'

/** As many as an exchange brings back from an export. */
const TOOLS_MAX = 50
const DETAIL_MAX = 1_000

/** Who hears a reply while it is made, and how it is stopped. */
export interface Hearing {
  signal: AbortSignal
  onText: (text: string) => void
  /** A tool has begun, or ended. */
  onTool: (name: string, running: boolean) => void
}

/** What was said, by whom, what it rests on, and what was done for it. */
export interface SpokenReply {
  text: string
  provider: string
  model: string | null
  /** What the guide found out, to be kept. */
  outcome: Outcome | null
  /** What is shown beside it; pages with what the reply rests on, and the number it calls them by. */
  sources: { passage: RecalledPassage; number: number | null }[]
  marks: Set<ReplyMark>
  tools: ToolUse[]
}

/**
 * Lets a reply be heard as far as it may be: without private reasoning, and with nothing that rests on nothing. What comes to be known while it is
 * made is a ground from then on.
 */
export function createSpeaking({ now }: { now: () => Date }) {
  const watch = createInstructionWatch({ own: INSTRUCTIONS, canary: CANARY })

  return async function speak(context: Context, parts: AsyncIterable<Part>, hearing: Hearing): Promise<SpokenReply> {
    const { signal, onText } = hearing
    const told = createTold(hearing.onTool, now)
    const guard = createGuard(context, watch())
    let text = ''
    const say = (piece: string) => {
      text += piece
      if (piece) onText(piece)
    }
    try {
      for await (const piece of withoutPrivateReasoning(wordsOf(parts, told))) {
        // Made with the first word: what a guide is going to quote is a ground like any other.
        if (!told.outcome?.ruled) say(guard.given(told, text))
        say(told.outcome?.ruled ? piece : guard.next(piece, text))
      }
      // What was not shown yet when the learner interrupted was not said.
      if (!signal.aborted) say(guard.given(told, text))
      if (!signal.aborted) say(guard.end(text))
    } finally {
      told.end()
    }
    const { marks, used, numbers, quotes } = guard.told()
    if (told.calls > 0) marks.add('withheld')
    if (context.ordered || told.ordered) marks.add('ordered')
    const { provider, model, outcome, tools } = told
    const quoted = (outcome?.sources ?? []).filter(({ kind }) => kind !== 'web')
    const shown = [...context.facts.recalled, ...told.sources].filter((one) => used.has(one.id) || quoted.includes(one))
    const sources = shown.map((passage) => ({
      passage: { ...passage, text: quotes.get(passage.id) ?? passage.text },
      number: numbers.get(passage.id) ?? null,
    }))
    return { text, provider, model, outcome, sources, marks, tools }
  }
}

interface Told extends Pick<SpokenReply, 'provider' | 'model' | 'outcome' | 'tools'> {
  calls: number
  ordered: boolean
  sources: RecalledPassage[]
  worked: string[]
  /** Runs for which something left the house. */
  outside: number
}

/** What is told beside the words of a reply. */
function createTold(onTool: Hearing['onTool'], now: () => Date) {
  const running: { name: string; since: number }[] = []
  const told: Told = {
    ...{ provider: '', model: null, calls: 0, ordered: false, outcome: null },
    ...{ sources: [], worked: [], tools: [], outside: 0 },
  }

  const hearing = {
    see(part: Exclude<Part, { type: 'delta' | 'end' }>) {
      if (part.type === 'start') Object.assign(told, { provider: part.provider, model: part.model })
      // Nobody runs what comes this far.
      if (part.type === 'tool-call') told.calls += 1
      if (part.type === 'outcome') told.outcome = part
      if (part.type === 'outcome' || part.type === 'found') told.sources.push(...(part.sources ?? []))
      if (part.type === 'found') told.worked.push(...(part.told ?? []))
      if (part.type === 'found') told.ordered ||= part.ordered === true
      if (part.type === 'tool') turned(part)
    },
    /** What has not ended by then was stopped. */
    end() {
      for (const { name, since } of [...running])
        turned({ type: 'tool', name, use: { name, state: 'stopped', ms: now().getTime() - since, detail: null } })
    },
  }

  function turned({ name, use, outside }: ToolState) {
    if (use && outside) told.outside += 1
    if (!use) running.push({ name, since: now().getTime() })
    else {
      const at = running.findIndex((one) => one.name === name)
      if (at >= 0) running.splice(at, 1)
      const detail = use.detail?.slice(0, DETAIL_MAX).toWellFormed() ?? null
      if (told.tools.length < TOOLS_MAX) told.tools.push({ ...use, ms: Math.round(use.ms), detail })
    }
    onTool(name, use === undefined)
  }

  return Object.assign(told, hearing)
}

type Known = Pick<ReturnType<typeof createTold>, 'sources' | 'worked' | 'outside'>

/** Watches over a reply; made anew when there is more it may lean on. */
function createGuard(context: Context, watch: (text: string) => boolean) {
  const marks = new Set<ReplyMark>()
  const used = new Set<string>()
  const numbers = new Map<string, number>()
  const quotes = new Map<string, string>()
  let current: ReturnType<typeof make> | null = null
  let known = 0
  let silenced = false
  /** Nothing was shown yet by the one that is watching now. */
  let fresh = true

  // Whoever repeats the instructions says nothing more, whatever is found afterwards.
  function repeats(text: string): boolean {
    silenced ||= watch(text)
    return silenced
  }

  function make({ sources, worked, outside: left }: Known) {
    const { facts, summary } = context
    const recalled = [...facts.recalled, ...sources]
    const saidInSession = [...facts.saidInSession, ...worked]
    const grounds = groundsOf({ ...facts, recalled, saidInSession }, { summary, repeats })
    const outside = recalled.filter(({ kind }) => kind === 'web')
    // Where a page was kept back because it gives orders, a model may have read what it wants all the same.
    if (outside.length === 0 && left === 0) return { ...createGuardedReply(grounds), quotes: new Map<string, string>() }
    return createCitedReply(grounds, outside, numbers)
  }

  function note() {
    for (const mark of current?.marks ?? []) marks.add(mark)
    for (const id of current?.used ?? []) used.add(id)
    for (const [id, text] of current?.quotes ?? []) quotes.set(id, text)
  }

  /** Two of them show one reply, whose words stand apart. */
  function apart(shown: string, said: string): string {
    const joined = fresh && /\S$/.test(said) && /^[\p{L}\p{N}]/u.test(shown) ? ` ${shown}` : shown
    if (shown) fresh = false
    return joined
  }

  return {
    /** Takes in what is known by now. What is left to show of what was said before is judged by what was known then. */
    given(found: Known, said: string): string {
      const much = found.sources.length + found.worked.length + found.outside
      if (current && much === known) return ''
      const rest = silenced ? '' : (current?.end(said || '…') ?? '')
      note()
      known = much
      current = make(found)
      fresh = true
      return rest
    },
    next: (piece: string, said: string) => (silenced ? '' : apart(current?.next(piece) ?? '', said)),
    end: (said: string) => (silenced ? '' : apart(current?.end(said) ?? '', said)),
    told() {
      note()
      return { marks, used, numbers, quotes }
    },
  }
}

/** The words of a reply; everything else is told at its moment. */
async function* wordsOf(parts: AsyncIterable<Part>, told: ReturnType<typeof createTold>) {
  for await (const part of parts) {
    if (part.type === 'delta') yield part.text
    else if (part.type !== 'end') told.see(part)
  }
}
