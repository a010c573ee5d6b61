import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '../../days.ts'
import { scheduleOf } from './brought-in.ts'
import type { Card, Package } from './package.ts'
import readPackage from './read-package.ts'
import { type Content, oldCollection } from './testing/collections.ts'
import { message, number } from './testing/messages.ts'
import { packageOf, zipOf } from './testing/packages.ts'
import writePackage, { type CardOut } from './write-package.ts'

const DAY_MS = 86_400_000
const MADE = Date.UTC(2025, 0, 10, 9) / 1_000
const REVIEWED = Date.UTC(2025, 5, 1, 18)
const FRONT_ABOVE = '{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}'

/** One of each kind of card, as Anki would keep it. */
const CONTENT: Content = {
  crt: MADE,
  west: 300,
  decks: [
    { id: 1, name: ['Default'] },
    { id: 20, name: ['Biology', 'Cells'] },
    { id: 30, name: ['Cramming'] },
  ],
  kinds: [
    {
      ...{ id: 1_001, name: 'Basic (and reversed)', cloze: false, fields: ['Front', 'Back', 'Note'] },
      templates: [
        {
          name: 'Card 1',
          front: '{{Front}}{{#Note}}<br>({{Note}}){{/Note}}{{^Note}}<br>(no note){{/Note}}',
          back: FRONT_ABOVE,
        },
        { name: 'Card 2', front: '{{Back}}{{type:Front}}', back: '{{Back}}<br>{{type:Front}}' },
      ],
    },
    {
      ...{ id: 1_002, name: 'Cloze', cloze: true, fields: ['Text', 'Back Extra'] },
      templates: [{ name: 'Cloze', front: '{{cloze:Text}}', back: '{{cloze:Text}}<br>{{Back Extra}}' }],
    },
  ],
  notes: [
    {
      ...{ id: 501, guid: 'gA{1', mid: 1_001 },
      fields: [
        'What does a <b>mitochondrion</b> do &amp; why?<img src="cell.jpg">[sound:cell.mp3]',
        '<ul><li>It makes ATP</li><li>from glucose</li></ul><script>alert(1)</script>',
        '',
      ],
    },
    {
      id: 502,
      guid: 'gB',
      mid: 1_002,
      fields: ['{{c1::Canberra::city}} is the capital of {{c2::Australia, {{c1::down under}}}}.', 'extra'],
    },
    { id: 503, guid: 'gC', mid: 1_002, fields: ['{{c1::<img src="cell.jpg">}}', 'only a picture answers'] },
    { id: 504, guid: 'gD', mid: 1_001, fields: ['Name the nucleus', 'x'.repeat(70_000), 'hard'] },
    { id: 505, guid: 'gE', mid: 9_999, fields: ['of a kind nobody knows', 'y'] },
  ],
  cards: [
    {
      id: 601,
      nid: 501,
      did: 20,
      type: 2,
      queue: 2,
      due: 200,
      ivl: 42,
      factor: 2_350,
      reps: 7,
      lapses: 1,
      data: '{"pos":3,"s":41.37,"d":6.2,"dr":0.9,"cd":"{}"}',
    },
    { id: 602, nid: 501, did: 20, ord: 1, type: 2, queue: -1, due: 155, ivl: 3, factor: 1_300, reps: 2 },
    { id: 603, nid: 502, did: 30, type: 1, queue: 1, due: 1_748_800_000, ivl: -600, reps: 1, odid: 20 },
    {
      id: 604,
      nid: 502,
      did: 30,
      ord: 1,
      type: 2,
      queue: 2,
      due: -100_000,
      odue: 210,
      odid: 20,
      ivl: 9,
      factor: 2_500,
      reps: 3,
      data: 'damaged',
    },
    { id: 605, nid: 503 },
    { id: 606, nid: 504 },
    { id: 607, nid: 505 },
    { id: 608, nid: 99_999 },
  ],
  reviews: [
    { id: REVIEWED, cid: 601, ease: 3, ivl: 42, lastIvl: 16, factor: 2_350, time: 4_000, type: 1 },
    { id: REVIEWED - 16 * DAY_MS, cid: 601, ease: 1, ivl: -600, lastIvl: 30, factor: 2_350, time: 4_000, type: 1 },
    { id: REVIEWED + 1, cid: 601, ease: 0, ivl: 42, lastIvl: 42, factor: 2_350, time: 0, type: 4 },
    { id: REVIEWED + 2, cid: 601, ease: 3, ivl: 42, lastIvl: 42, factor: 0, time: 900, type: 3 },
    { id: REVIEWED + 3, cid: 604, ease: 9, ivl: 9, lastIvl: 9, factor: 2_500, time: 900, type: 1 },
  ],
}

const READ = {
  created: { at: MADE, west: 300 },
  cards: [
    {
      ...{ key: 'gA{1:0', deck: 'Biology › Cells', question: 'What does a mitochondrion do & why?\n(no note)' },
      ...{ points: ['It makes ATP', 'from glucose'], suspended: false },
      schedule: { due: { day: 200 }, days: 42, ease: 2.35, stability: 41.37, difficulty: 6.2, reps: 7, lapses: 1 },
      reviews: [
        { at: REVIEWED - 16 * DAY_MS, rating: 1, days: 600 / 86_400 },
        { at: REVIEWED, rating: 3, days: 42 },
      ],
    },
    {
      ...{ key: 'gA{1:1', deck: 'Biology › Cells', question: 'It makes ATP\nfrom glucose' },
      ...{ points: ['What does a mitochondrion do & why?'], suspended: true, reviews: [] },
      schedule: { due: { day: 155 }, days: 3, ease: 1.3, stability: null, difficulty: null, reps: 2, lapses: 0 },
    },
    {
      ...{ key: 'gB:0', deck: 'Biology › Cells', question: '[city] is the capital of Australia, […].' },
      ...{ points: ['Canberra', 'down under'], suspended: false, reviews: [] },
      schedule: {
        due: { at: 1_748_800_000 },
        days: 600 / 86_400,
        ease: null,
        stability: null,
        difficulty: null,
        reps: 1,
        lapses: 0,
      },
    },
    {
      ...{ key: 'gB:1', deck: 'Biology › Cells', question: 'Canberra is the capital of […].' },
      ...{ points: ['Australia, down under'], suspended: false, reviews: [] },
      schedule: { due: { day: 210 }, days: 9, ease: 2.5, stability: null, difficulty: null, reps: 3, lapses: 0 },
    },
  ],
  left: { wordless: 1, long: 1, unreadable: 2, media: 2 },
} satisfies Omit<Package, 'kind'> & { cards: Card[] }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anki-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(bytes: Uint8Array) {
  const path = join(folder, 'package.apkg')
  const cards: Card[] = []
  await writeFile(path, bytes)
  const found = await readPackage({ path }, { tell: (some) => void cards.push(...some.cards) })
  return 'bad' in found ? found.bad : { ...found, cards }
}

type Found = Exclude<Awaited<ReturnType<typeof read>>, string>

test.each(['anki2', 'anki21', 'anki21b'] as const)('a package of the kind %s is read field by field', async (kind) => {
  expect(await read(await packageOf(kind, CONTENT))).toEqual({ kind, ...READ })
})

test('what is no package, is damaged or was made to do harm is told apart, and nothing of it is read', async () => {
  const whole = await packageOf('anki2', CONTENT)
  const within = async (collection: Buffer) => read(await zipOf({ 'collection.anki2': collection }))
  expect(await read(Buffer.from('Dear diary'))).toBe('not-a-package')
  expect(await read(whole.subarray(0, whole.length / 2))).toBe('not-a-package')
  expect(await read(await zipOf({ 'notes.txt': Buffer.from('hello') }))).toBe('not-a-package')
  expect(await read(await zipOf({ meta: message(number(1, 4)), 'collection.anki22': Buffer.alloc(9) }))).toBe('too-new')
  expect(await within(Buffer.from('SQLite format 3\0 or so'))).toBe('damaged')
  expect(await within(oldCollection({ ...CONTENT, cards: [] }))).toBe('no-cards')
  expect(await within(oldCollection(CONTENT).fill(0xff, 9_000, 20_000))).toBe('damaged')
  const bomb = zstdCompressSync(Buffer.alloc(101 * 1024 ** 2))
  expect(bomb.length).toBeLessThan(100_000)
  expect(await read(await zipOf({ meta: message(number(1, 3)), 'collection.anki21b': bomb }))).toBe('too-large')

  // A name that stands beside every card makes much of a small file.
  const ids = Array.from({ length: 45 }, (_, index) => index + 1)
  const swollen = {
    ...{ ...CONTENT, decks: [{ id: 20, name: ['x'.repeat(1_000_000)] }], reviews: [] },
    notes: ids.map((id) => ({ id, guid: `g${id}`, mid: 1_001, fields: ['Why?', 'Because.', ''] })),
    cards: ids.map((id) => ({ id, nid: id, did: 20 })),
  }
  expect(await within(oldCollection(swollen))).toBe('too-large')

  // Schemas that compute as soon as anybody reads them, for as long as their maker likes.
  const armed = (sql: string) => {
    const file = new BetterSqlite(oldCollection(CONTENT))
    file.exec(sql)
    return within(file.serialize())
  }
  expect(await armed('alter table cards rename to old; create view cards as select * from old')).toBe('damaged')
  expect(await armed('alter table notes add column bomb generated always as (zeroblob(id * 1000000))')).toBe('damaged')
  expect(
    await armed('drop table revlog; create virtual table revlog using fts5(id, cid, ease, ivl, factor, type)'),
  ).toBe('damaged')
  const hidden = new BetterSqlite(oldCollection(CONTENT))
  hidden.unsafeMode(true)
  hidden.pragma('writable_schema = on')
  hidden.exec(
    "drop table revlog; create virtual table revlog using rtree(id, cid, ease, ivl, factor, type, spare); update sqlite_schema set sql = replace(sql, 'CREATE VIRTUAL', 'create /**/ virtual')",
  )
  expect(await within(hidden.serialize())).toBe('damaged')
})

test('a row that nobody can read, or that comes twice, takes no other with it', async () => {
  const file = new BetterSqlite(oldCollection(CONTENT))
  file.exec("update cards set due = 9223372036854775807 where id = 602; update cards set reps = 'often' where id = 603")
  file.exec('update cards set nid = 501 where id = 606; update cards set reps = 1e15, ivl = -1e15 where id = 604')
  file.exec(`update revlog set id = 5, cid = 604 where ease = 0; update revlog set ivl = 1e9 where id = ${REVIEWED}`)
  const { cards, left } = (await read(await zipOf({ 'collection.anki2': file.serialize() }))) as Found
  expect(cards.map(({ key }) => key)).toEqual(['gA{1:0', 'gB:1'])
  expect(left.unreadable).toBe(5)
  expect(cards[0]?.reviews.at(-1)).toEqual({ at: REVIEWED, rating: 3, days: 36_500 })
  expect(cards[1]).toMatchObject({ schedule: { reps: 1_000_000, days: 36_500 }, reviews: [] })
})

test('what is written is read again as it was', async () => {
  const cards: CardOut[] = Array.from({ length: 50 }, (_, index) => ({
    ...{
      guid: `lva-${index}`,
      deck: index % 2 ? 'Biology › Cells' : 'Law',
      question: `How many <${index}>?\nAnd why & how?`,
    },
    points: index % 3 ? [`${index} of them`, 'because "it" <is> so'] : [`${index}`],
    suspended: index % 10 === 9,
    schedule:
      index % 5 === 0
        ? null
        : {
            ...{ due_on: addDays('2025-06-01', index - 20), last_on: addDays('2025-05-01', index % 30) },
            ...{ stability: index * 1.5, difficulty: 5, reviews: index, lapses: 1 },
          },
    reviews: index % 5 === 0 ? [] : [{ at: new Date(REVIEWED).toISOString(), rating: 1 + (index % 4), days: index }],
  }))
  const path = join(folder, 'cards.jsonl')
  await writeFile(path, cards.map((card) => `${JSON.stringify(card)}\n`).join(''))
  const at = REVIEWED + DAY_MS
  const written = await writePackage({ path, today: '2025-06-02', west: -720, at })
  const { created, cards: again, ...rest } = (await read(written ?? Buffer.of())) as Found
  expect(rest).toEqual({ kind: 'anki2', left: { wordless: 0, long: 0, unreadable: 0, media: 0 } })
  const here = { created, timezone: 'UTC', today: '2025-06-02' }
  expect(
    again.map(({ key, schedule, reviews, ...card }) => ({
      ...{ ...card, guid: key, schedule: scheduleOf({ schedule, reviews: [] }, here) },
      reviews: reviews.map(({ rating, days }) => [rating, days]),
    })),
  ).toEqual(
    cards.map(({ schedule, reviews, ...card }) => ({
      ...card,
      // The interval of a card that is overdue since before it was asked cannot be told.
      schedule: schedule && {
        ...schedule,
        last_on: schedule.last_on < schedule.due_on ? schedule.last_on : addDays(schedule.due_on, -1),
      },
      reviews: reviews.map(({ rating, days }) => [rating, days]),
    })),
  )
  await writeFile(path, '')
  expect(await writePackage({ path, today: '2025-06-02', west: 0, at })).toBeNull()
})

test('a card that FSRS never scheduled is taken over as FSRS takes it over', () => {
  const created = { at: MADE, west: 300 }
  const anki = { due: { day: 0 }, days: 10, ease: 2.5, stability: null, difficulty: null, reps: 3, lapses: 0 }
  const of = (more: object) =>
    scheduleOf(
      { schedule: { ...anki, ...more }, reviews: [] },
      { created, timezone: 'Asia/Tokyo', today: '2025-06-02' },
    )
  expect(of({})).toMatchObject({ stability: 10, due_on: '2025-01-10', last_on: '2024-12-31', reviews: 3 })
  expect(of({ ease: 1.3 })?.difficulty).toBeGreaterThan(of({})?.difficulty ?? 10)
  expect([of({ ease: 0.1 })?.difficulty, of({ ease: 99 })?.difficulty, of({ ease: null })?.difficulty]).toEqual([
    10, 1, 5,
  ])
  // Made at nine in the morning in Greenwich, which is four in the morning where the collection was made.
  expect(of({ due: { day: 3 } })?.due_on).toBe('2025-01-13')
  expect(of({ due: { at: Date.UTC(2025, 5, 1, 20) / 1_000 } })?.due_on).toBe('2025-06-02')
  // Further than a hundred years nobody counts.
  const [first, last] = [addDays('2025-06-02', -36_500), addDays('2025-06-02', 36_500)]
  expect(of({ due: { day: -9e9 }, days: 9e9 })).toMatchObject({ due_on: first, last_on: first })
  expect(of({ due: { at: -9e15 } })).toMatchObject({ due_on: '1970-01-01', last_on: '1969-12-22' })
  expect(of({ due: { at: 3e11 } })).toMatchObject({ due_on: last, last_on: '2025-06-02' })
})
