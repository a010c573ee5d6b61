import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { stem } from './stem.ts'

const WORDS =
  `caresses ponies ties cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned falling hissing
  fizzed failing filing happy sky relational conditional valency hesitancy digitizer radically differently vilely vietnamization
  predication operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility triplicate formative formalize
  electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment
  dependent adoption communism activate homologous effective probate rate cease controlling roll yellow yes yearly archaeologies
  photosynthesis chloroplasts grandmother running runs ran studies studying by a`.split(/\s+/)

const everyWord = (fresh: Parameters<Parameters<typeof onEveryEngine>[1]>[0]) => {
  test('are cut as the index cuts them', async () => {
    const { db } = (await fresh()).database
    await sql`create virtual table cut using fts5 (word, tokenize = 'porter unicode61')`.execute(db)
    await sql`create virtual table terms using fts5vocab (cut, 'instance')`.execute(db)
    for (const word of WORDS) await sql`insert into cut (word) values (${word})`.execute(db)
    const { rows } = await sql<{ term: string }>`select term from terms order by doc`.execute(db)
    expect(WORDS.map(stem)).toEqual(rows.map(({ term }) => term))
  })
}
onEveryEngine('English words', everyWord, ['sqlite'])

test('what is no English word stays as it is', () => {
  for (const word of ['über', 'naïve', '2026', 'x'.repeat(8_000), '']) expect(stem(word)).toBe(word)
})
