import { fixed } from '../db/fixed.ts'
import type { Scope } from './indexes.ts'
import type { MemoryDb } from './memory-db.ts'
import type { Candidate } from './rank.ts'

/** How many turns or passages before and after one are looked at. */
const REACH = 2

interface Wanted {
  userId: string
  seqs: readonly number[]
}

const readTurns = fixed((db: MemoryDb, { userId, seqs }: Wanted) =>
  db
    .selectFrom('exchanges as e')
    .select((eb) => [
      'e.seq',
      'e.session_id as session',
      'e.said_at as at',
      eb.fn<number>('length', ['e.user_text']).as('length'),
      eb
        .selectFrom('exchanges as b')
        .select((eb) => eb.fn.max<number | null>('b.seq').as('seq'))
        .where('b.user_id', '=', userId)
        .whereRef('b.session_id', '=', 'e.session_id')
        .whereRef('b.seq', '<', 'e.seq')
        .as('before'),
      eb
        .selectFrom('exchanges as a')
        .select((eb) => eb.fn.min<number | null>('a.seq').as('seq'))
        .where('a.user_id', '=', userId)
        .whereRef('a.session_id', '=', 'e.session_id')
        .whereRef('a.seq', '>', 'e.seq')
        .as('after'),
    ])
    .where('e.user_id', '=', userId)
    .where('e.seq', 'in', seqs),
)

const readPassages = fixed((db: MemoryDb, { userId, seqs }: Wanted) =>
  db
    .selectFrom('passages as p')
    .select((eb) => [
      'p.seq',
      'p.source_id as session',
      'p.created_at as at',
      eb.fn<number>('length', ['p.text']).as('length'),
      eb
        .selectFrom('passages as b')
        .select((eb) => eb.fn.max<number | null>('b.seq').as('seq'))
        .where('b.user_id', '=', userId)
        .whereRef('b.source_id', '=', 'p.source_id')
        .whereRef('b.seq', '<', 'p.seq')
        .as('before'),
      eb
        .selectFrom('passages as a')
        .select((eb) => eb.fn.min<number | null>('a.seq').as('seq'))
        .where('a.user_id', '=', userId)
        .whereRef('a.source_id', '=', 'p.source_id')
        .whereRef('a.seq', '>', 'p.seq')
        .as('after'),
    ])
    .where('p.user_id', '=', userId)
    .where('p.seq', 'in', seqs),
)

/** Reads what was found and what stands around it, as far as may be seen. */
export function createAround({ db }: { db: MemoryDb }) {
  async function read(userId: string, seqs: number[]): Promise<Candidate[]> {
    const turns = seqs.filter((seq) => seq > 0)
    const passages = seqs.filter((seq) => seq < 0).map((seq) => -seq)
    return [
      ...(turns.length > 0 ? await readTurns(db, { userId, seqs: turns }) : []),
      ...(passages.length > 0 ? (await readPassages(db, { userId, seqs: passages })).map(negative) : []),
    ]
  }

  return async function around(userId: string, seeds: number[], scope: Scope): Promise<Map<number, Candidate>> {
    const found = new Map<number, Candidate>()
    let wanted = seeds
    for (let step = 0; step <= REACH && wanted.length > 0; step++) {
      for (const one of await read(userId, wanted)) found.set(one.seq, one)
      wanted = [...new Set([...found.values()].flatMap(({ before, after }) => [before, after]))].filter(
        (seq) => seq !== null && !found.has(seq),
      ) as number[]
    }
    for (const [seq, { at }] of found) {
      const { after = '', before = '~' } = (seq > 0 ? scope.turns : scope.passages) ?? {}
      if (at < after || at >= before || seq >= (scope.turns?.beforeSeq ?? Infinity)) found.delete(seq)
    }
    return found
  }
}

const negative = ({ seq, before, after, ...rest }: Candidate): Candidate => ({
  ...rest,
  seq: -seq,
  before: before === null ? null : -before,
  after: after === null ? null : -after,
})
