import { expect, test } from 'vitest'
import { leavingOf } from './leaving.ts'
import { plainInput } from './plain-input.ts'

const SECRET = [...Buffer.from('her locker code is 8315, Dr Halloran')]

/** What leaves of a call where the learner said these words. */
function leaving(properties: Record<string, unknown>, given: unknown, { said = '', required = [] as string[] } = {}) {
  const takes = plainInput({ type: 'object', properties, required })
  if (!takes) throw new Error('not understood')
  const own = new Set(said.split(' '))
  const read: string[] = []
  const { input, missing } = leavingOf(takes, given, (text) => {
    read.push(text)
    const words = text.split(' ')
    return { query: words.filter((word) => own.delete(word)).join(' '), dropped: [] }
  })
  return { input, missing, read }
}
const fields = (count: number, type: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, type]))
const many = (values: readonly unknown[]) => Object.fromEntries(values.map((value, at) => [`f${at}`, value]))

test('a call has three numbers that nobody said, and no list of them', () => {
  const integers = { type: 'array', items: { type: 'integer' } }
  const ids = [SECRET.slice(0, 20), SECRET.slice(20)]
  expect(leaving({ ids: { type: 'array', items: integers } }, { ids }).input).toEqual({})
  const points = { type: 'array', items: { type: 'object', properties: { x: { type: 'integer' } } } }
  expect(leaving({ points }, { points: SECRET.map((x) => ({ x })) }).input).toEqual({})
  expect(Object.values(leaving(fields(40, { type: 'integer' }), many(SECRET)).input)).toEqual(SECRET.slice(0, 3))
  // Those that were said may go, wherever they stand.
  expect(
    leaving({ ids: integers, year: { type: 'integer' } }, { ids: [7, 19], year: 1914 }, { said: '7 1914' }).input,
  ).toEqual({ ids: [7], year: 1914 })
})

test('choices are few, and none are in lists', () => {
  const bits = [...'0110100101101001']
  const bit = { enum: ['0', '1'] }
  const flags = bits.map((each) => each === '1')
  expect(leaving({ all: { type: 'array', items: bit } }, { all: bits }).input).toEqual({})
  expect(leaving({ all: { type: 'array', items: { type: 'boolean' } } }, { all: flags }).input).toEqual({})
  expect(Object.values(leaving(fields(16, bit), many(bits)).input)).toEqual(bits.slice(0, 6))
  expect(Object.values(leaving(fields(16, { type: 'boolean' }), many(flags)).input)).toEqual(flags.slice(0, 6))
})

test('neither repeated words nor the shape of what is sent tell anything', () => {
  const texts = { type: 'array', items: { type: 'string' } }
  const lists = { type: 'array', items: texts }
  expect(leaving({ lists }, { lists: [['tide'], ['tide', 'tide'], [], ['tide']] }, { said: 'tide' }).input).toEqual({
    lists: [['tide']],
  })
  const empty = { lists: [[], [[]], [], []], near: { place: {} } }
  const near = { type: 'object', properties: { place: { type: 'object', properties: {} } } }
  expect(leaving({ lists: { type: 'array', items: lists }, near }, empty).input).toEqual({})
  const said = Array.from({ length: 30 }, (_, at) => `word${at}`)
  expect(Object.keys(leaving(fields(30, { type: 'string' }), many(said), { said: said.join(' ') }).input)).toHaveLength(
    12,
  )
})

test('what has to be there and is left empty is sent so; what nothing is left of is missing', () => {
  const properties = { filter: { type: 'object', properties: { kind: { type: 'string' } } } }
  const required = ['filter']
  expect(leaving(properties, { filter: {} }, { required })).toMatchObject({ input: { filter: {} }, missing: [] })
  expect(leaving(properties, { filter: { kind: 'private' } }, { required }).missing).toEqual(['filter'])
})

test('so much is read of a call and no more, however much a model writes', () => {
  const tags = { type: 'array', items: { type: 'array', items: { type: 'array', items: { type: 'string' } } } }
  const words = Array.from({ length: 20 }, () =>
    Array.from({ length: 20 }, () => Array.from({ length: 8 }, () => 'xy')),
  )
  expect(leaving({ tags }, { tags: words }).read).toHaveLength(32)
  const long = leaving(fields(8, { type: 'string' }), many(Array.from({ length: 8 }, () => 'a'.repeat(900))))
  expect(long.read.join('')).toHaveLength(2_000)
})
