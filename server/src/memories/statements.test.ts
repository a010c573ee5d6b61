import { expect, test } from 'vitest'
import { verified } from './asking.ts'
import { type Known, settle } from './settle.ts'
import { type Statement, statementsIn } from './statements.ts'

const kinds = (text: string) => statementsIn(text).map(({ kind, topic }) => `${kind}: ${topic}`)

test('what somebody says about themselves is found in four languages, each part with its own words', () => {
  expect(kinds('Hello, my name is Mara and I want to visit Porto.')).toEqual(['name: Mara', 'goal: visit Porto'])
  expect(statementsIn('I live in Hamburg, and I don’t like coffee any more.').map(({ text }) => text)).toEqual([
    'I live in Hamburg',
    'I don’t like coffee any more.',
  ])
  expect(kinds('I’m a nurse. I’m allergic to nuts. I’m 34 years old.')).toEqual([
    'work: nurse',
    'fact: nuts',
    'fact: 34 years old',
  ])
  expect(kinds('Ich wohne in Bremen.')).toEqual(['place: Bremen'])
  expect(kinds('Me llamo Ana. Vivo en Sevilla.')).toEqual(['name: Ana', 'place: Sevilla'])
  expect(kinds('J’habite à Lyon.')).toEqual(['place: Lyon'])
})

test('a question, a supposition, a quotation and what others say is no fact about the speaker', () => {
  for (const text of [
    'Do I live too far north?',
    'If I lived in Madrid I would eat late.',
    'The man says "I live in Vienna and I hate waltzes".',
    'In the poem: “My name is nobody.”',
    'He said I am a teacher.',
    'You said I love black coffee.',
    '> I live in Rome.',
    'I think so.',
    'Suppose I work at the Pole.',
  ])
    expect([text, kinds(text)]).toEqual([text, []])
})

test('nobody says endlessly much of themselves in one turn', () => {
  for (const between of ['. ', ', ']) {
    const said = Array.from({ length: 400 }, (_, at) => `I like thing${at}`).join(between)
    expect(statementsIn(said)).toHaveLength(20)
  }
})

test('a quotation counts only where it really stands, and is widened so that no "not" is lost', () => {
  const said = 'Well. I do not live in Paris. Ana lives there.'
  const at = verified(said, 'live in  paris')
  expect(at && said.slice(at.start, at.end)).toBe('I do not live in Paris.')
  for (const quote of ['live in London', 'Paris', 'Ana lives there', '']) expect(verified(said, quote)).toBe(null)
})

test('what is said anew ends what it contradicts, and says nothing new when it is known', () => {
  const known: Known[] = []
  const say = (text: string, at: string) => {
    const [statement] = statementsIn(text) as [Statement]
    const settled = settle(statement, at, known)
    for (const one of known) if (settled.ends.includes(one.id)) one.valid_to = at
    const { kind, slot, value, words } = statement
    const valid_to = settled.endedBy?.valid_from ?? null
    if (!settled.same) known.push({ id: text, kind, slot, value, words, valid_from: at, valid_to, forgotten: false })
  }
  say('I live in Hamburg.', '2026-03-01')
  say('I live in Hamburg, near the harbour.', '2026-03-02')
  say('I love black coffee.', '2026-03-03')
  say('I moved to Berlin.', '2026-04-01')
  say('I don’t drink coffee any more.', '2026-04-02')
  // Brought in late, said early.
  say('I live in Kiel.', '2026-03-20')
  expect(known.map(({ id, valid_to }) => [id, valid_to])).toEqual([
    ['I live in Hamburg.', '2026-04-01'],
    ['I love black coffee.', '2026-04-02'],
    ['I moved to Berlin.', null],
    ['I don’t drink coffee any more.', null],
    ['I live in Kiel.', '2026-04-01'],
  ])
})
