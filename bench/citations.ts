import { parseArgs } from 'node:util'
import { print, type Row } from './judged.ts'
import { answeredByModel, readOf } from './research/by-live-model.ts'
import { AUDITED, QUESTIONS, RETOLD, type ResearchQuestion, type Retold } from './research/questions.ts'
import { falseAlarm, isShown, leftOut, missed, shownOf, wronglyCited } from './research/replies.ts'
import { keep } from './results.ts'
import { percentile, share } from './statistics.ts'

// Whether what a reply cites stands where it says. An adversarial model answers 100 questions over a local corpus through the guard every reply
// goes through; labels and rules are in research/README.md. --why lists what went wrong on the tuning half (with --held-out, on the other too,
// which no rule may be read off). --live asks the model that is configured, after asking you, and is the only one that sends anything.
const { values } = parseArgs({
  options: {
    why: { type: 'boolean', default: false },
    'held-out': { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    results: { type: 'string', default: 'bench/results/citations.json' },
  },
})

const rows: Row[] = []
const wrong: Array<{ half: string; what: string }> = []
const read = (what: string, goal: string, { of, hits }: { of: number; hits: number }) =>
  rows.push({ what, goal, ...share(hits, of) })

function judge(half: ResearchQuestion['half']) {
  const questions = QUESTIONS.filter((one) => one.half === half)
  const note = (what: string) => wrong.push({ half, what })
  const lies = questions.flatMap((question) =>
    question.false.map((lie) => ({ ...lie, through: missed(question, lie.reply) })),
  )
  const through = lies.filter((lie) => lie.through !== null)
  for (const { kind, reply } of through) note(`${kind}: ${reply}`)
  const marked = questions.flatMap((question) =>
    question.marked.map((one) => ({ ...one, ...wronglyCited(question, one) })),
  )
  for (const one of marked) for (const line of one.wrong) note(`${one.kind}: ${line}`)
  const honest = questions.map((question) => ({ question, alarm: falseAlarm(question), sentences: leftOut(question) }))
  for (const { alarm } of honest) if (alarm) note(`honest, ${alarm}`)
  const cited = through.filter((lie) => lie.through?.isCited).length
  const wrongMarks = marked.reduce((sum, one) => sum + one.wrong.length, 0)
  const markedSentences = marked.reduce((sum, one) => sum + one.sentences.length, 0)
  const honestSentences = honest.reduce((sum, { sentences }) => sum + sentences.of, 0)

  for (const kind of [...new Set(lies.map((lie) => lie.kind))].sort())
    read(`${half}: caught, ${kind}`, '', {
      of: lies.filter((lie) => lie.kind === kind).length,
      hits: lies.filter((lie) => lie.kind === kind && lie.through === null).length,
    })
  for (const kind of ['wrong number', 'no such number']) {
    const some = marked.filter((one) => one.kind === kind)
    const of = some.reduce((sum, one) => sum + one.sentences.length, 0)
    read(`${half}: caught, ${kind}`, '', { of, hits: of - some.reduce((sum, one) => sum + one.wrong.length, 0) })
    read(`${half}: shown with the right one, ${kind}`, '', { of, hits: some.reduce((sum, one) => sum + one.kept, 0) })
  }
  const of = lies.length + markedSentences
  read(`${half}: caught, all`, '≥95 %', { of, hits: of - through.length - wrongMarks })
  read(`${half}: caught, all that no source holds`, '≥95 %', { of: lies.length, hits: lies.length - through.length })
  read(`${half}: citations shown that do not hold`, '0', { of, hits: cited + wrongMarks })
  read(`${half}: false alarms, of honest sentences`, '≤5 %', {
    of: honestSentences,
    hits: honest.reduce((sum, { sentences }) => sum + sentences.hits, 0),
  })
  read(`${half}: false alarms, of honest answers`, '', {
    of: honest.length,
    hits: honest.filter(({ alarm }) => alarm !== null).length,
  })
}

/** Sentences about one source, which more rules were read off. */
function about(name: string, all: readonly Retold[]) {
  const [held, not] = [all.filter((one) => one.held), all.filter((one) => !one.held)]
  const [lost, through] = [held.filter((one) => !isShown(one)), not.filter(isShown)]
  read(`${name}: caught`, '', { of: not.length, hits: not.length - through.length })
  read(`${name}: false alarms`, '', { of: held.length, hits: lost.length })
  for (const { sentence } of lost) wrong.push({ half: name, what: `honest, left out: ${sentence}` })
  for (const { sentence } of through) wrong.push({ half: name, what: sentence })
}

/** What a sentence costs, in milliseconds. */
function cost() {
  const spent: number[] = []
  for (const question of QUESTIONS) {
    const before = performance.now()
    shownOf(question, question.honest.reply)
    spent.push((performance.now() - before) / question.honest.sentences.length)
  }
  const at = (part: number) => percentile(spent, part).toFixed(2)
  process.stdout.write(
    `a sentence costs ${at(0.5)} ms at the median, ${at(0.95)} ms at the 95th percentile (n = ${spent.length} answers)\n`,
  )
}

async function live() {
  const all = await answeredByModel(QUESTIONS, {
    env: process.env,
    yes: values.yes,
    tell: (line) => process.stdout.write(`${line}\n`),
  })
  if (!all) return
  const { sentences, cited, resolved, leftOut: without } = readOf(all)
  read('sentences shown that cite', '', { of: sentences, hits: cited })
  read('citations that resolve', '100 %', { of: cited, hits: resolved })
  read('replies of which something was left out', '', { of: all.length, hits: without })
}

if (values.live) await live()
else {
  for (const half of ['tuning', 'held out'] as const) judge(half)
  about('retold freely', RETOLD)
  about('audit', AUDITED)
  cost()
}

print(rows)
const listed = wrong.filter(({ half }) => half !== 'held out' || values['held-out'])
if (values.why) for (const { half, what } of listed) process.stdout.write(`${half}: ${what}\n`)
keep(values.results, { live: values.live, rows, wrong: listed })
