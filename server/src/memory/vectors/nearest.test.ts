import { expect, test } from 'vitest'
import { onEveryEngine } from '../../../test/engines.ts'
import { newId } from '../../ids.ts'
import { unit } from '../../providers/embeddings/unit.ts'
import type { Scope } from '../indexes.ts'
import { codeOf, likeness, quantised } from './codes.ts'
import { createNearest } from './nearest.ts'

const MODEL = 'park/miller'
const DIMS = 32
const SOURCES = 6

/** Park and Miller's numbers, the same every time; the sum of three is round enough for a direction. */
function createDirections() {
  let state = 20_261_127
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  }
  const round = () => next() + next() + next()
  return (near: Float32Array = new Float32Array(DIMS), by = 1) =>
    unit(Array.from(near, (value) => value + by * round())) ?? near
}

onEveryEngine('the nearest vectors', (fresh) => {
  const direction = createDirections()
  type Db = Awaited<ReturnType<typeof fresh>>['database']['db']

  async function somebody(db: Db): Promise<string> {
    const id = newId()
    await db
      .insertInto('users')
      .values({
        ...{ id, email: id, email_key: id, password_hash: '', settings: '{}', timezone: 'UTC', full_name: null },
        ...{ role: 'user', status: 'active', locale: 'en', created_at: '', last_login: null },
      })
      .execute()
    return id
  }

  /** Passages of a few documents and pictures, each with one of these vectors. */
  async function bring(db: Db, userId: string, vectors: Float32Array[]) {
    const rows = await db
      .insertInto('passages')
      .values(
        vectors.map((_, n) => ({
          ...{ id: newId(), user_id: userId, kind: n % 3 === 0 ? ('picture' as const) : ('document' as const) },
          ...{ source_id: `source ${n % SOURCES}`, title: 'A book', place: '{}', text: 'Words.' },
          created_at: `2026-05-${n % 2 === 0 ? '04' : '20'}T10:00:00.000Z`,
        })),
      )
      .returning('seq')
      .execute()
    await db
      .insertInto('vectors')
      .values(
        rows.map(({ seq }, n) => {
          const vector = vectors[n] ?? new Float32Array(DIMS)
          return {
            ...{ user_id: userId, turn: null, passage: seq, model: MODEL, dims: DIMS, failure: null, made_at: '' },
            ...{ code: Buffer.from(codeOf(vector).buffer), vector: Buffer.from(quantised(vector).buffer) },
          }
        }),
      )
      .execute()
  }

  /** Reads every vector there is in this scope, and compares it. */
  async function exactly(db: Db, userId: string, vector: Float32Array, { passages }: Scope) {
    const rows = await db
      .selectFrom('vectors as v')
      .innerJoin('passages as p', 'p.seq', 'v.passage')
      .select(['p.seq', 'p.kind', 'p.source_id', 'p.created_at', 'v.vector'])
      .where('v.user_id', '=', userId)
      .execute()
    return rows
      .filter(({ kind }) => passages?.kinds.includes(kind))
      .filter(({ source_id }) => passages?.sources?.includes(source_id) ?? true)
      .filter(({ created_at }) => created_at < (passages?.before ?? '~'))
      .map(({ seq, vector: bytes }) => ({ seq: -seq, likeness: likeness(vector, new Int8Array(bytes ?? [])) }))
      .sort((a, b) => b.likeness - a.likeness || b.seq - a.seq)
      .slice(0, 10)
  }

  const all: Scope = { turns: null, passages: { kinds: ['document', 'picture'] } }
  const scopes: Scope[] = [
    all,
    { turns: null, passages: { kinds: ['picture'] } },
    { turns: null, passages: { kinds: ['document', 'picture'], sources: ['source 1', 'source 2'] } },
    { turns: null, passages: { kinds: ['document'], before: '2026-05-10T00:00:00.000Z' } },
  ]

  test('are those that a comparison with everything finds, of their learner only', async () => {
    const { db } = (await fresh()).database
    const [ana, ben] = [await somebody(db), await somebody(db)]
    const topics = Array.from({ length: 12 }, () => direction())
    for (const userId of [ana, ben])
      await bring(
        db,
        userId,
        Array.from({ length: 360 }, (_, n) => direction(topics[n % 12], 0.15)),
      )
    const { nearest } = createNearest({ db })
    for (const userId of [ana, ben])
      for (const scope of scopes) {
        const vector = direction(topics[scopes.indexOf(scope)], 0.15)
        const found = await nearest(userId, { model: MODEL, vector, scope, limit: 10 })
        expect(found).toEqual(await exactly(db, userId, vector, scope))
        expect(found).toHaveLength(10)
      }
  })

  test('are found though much that was nearer has gone since it was read', async () => {
    const { db } = (await fresh()).database
    const ana = await somebody(db)
    const topic = direction()
    await bring(db, ana, new Array(600).fill(topic))
    const { nearest } = createNearest({ db })
    const asked = { model: MODEL, vector: topic, scope: all, limit: 10 }
    expect(await nearest(ana, asked)).toHaveLength(10)
    await db.deleteFrom('passages').where('user_id', '=', ana).execute()
    await bring(
      db,
      ana,
      Array.from({ length: 10 }, () => direction(topic, 0.3)),
    )
    expect(await nearest(ana, asked)).toEqual(await exactly(db, ana, topic, all))
  })
})
