import { afterAll, expect, test } from 'vitest'
import { createLine, type Waiting } from './line.ts'
import { createWorkers } from './workers.ts'

const workers = createWorkers({ count: 2 })
afterAll(() => workers.close())

// This is all a room does to have heavy work done: a module with the work, and what it may take.
const module = new URL('./testing/errands.ts', import.meta.url)
const errand = workers.task<typeof import('./testing/errands.ts').default>(module, { timeoutMs: 20_000, memoryMb: 64 })

const asked = { signal: new AbortController().signal, owner: 'ana' }

test('work is done elsewhere, tells how far it is, and each one gets its own answer', async () => {
  const told: number[] = []
  const onProgress = ({ at }: { at: number }) => void told.push(at)
  const squares = await Promise.all(
    [1, 2, 3, 4].map((number) => errand({ ask: 'square', number }, { ...asked, onProgress })),
  )
  expect([squares, told.sort()]).toEqual([
    [1, 4, 9, 16],
    [1, 1, 1, 1, 2, 2, 2, 2],
  ])
  const bytes = new Uint8Array(1000)
  expect(await errand({ ask: 'square', bytes }, { ...asked, transfer: [bytes.buffer] })).toBe(1000)
  expect(bytes.length).toBe(0)
})

test('whatever work does to its thread, the next one is done', async () => {
  const hasty = workers.task<typeof import('./testing/errands.ts').default>(module, { timeoutMs: 300, memoryMb: 64 })
  await expect(errand({ ask: 'refuse' }, asked)).rejects.toMatchObject({ name: 'Problem', code: 'nothing-heard' })
  await expect(errand({ ask: 'break' }, asked)).rejects.toThrow('a mistake of ours')
  await expect(errand({ ask: 'end' }, asked)).rejects.toMatchObject({ because: 'ended' })
  await expect(errand({ ask: 'fill' }, asked)).rejects.toMatchObject({ because: 'too-large' })
  // No limit of the engine holds for these.
  await expect(errand({ ask: 'buffers' }, asked)).rejects.toMatchObject({ because: 'too-large' })
  await expect(hasty({ ask: 'forever' }, asked)).rejects.toMatchObject({ because: 'late' })
  expect(await errand({ ask: 'square', number: 5 }, asked)).toBe(25)
})

test('whoever gives up leaves their place to the next one', async () => {
  const one = createWorkers({ count: 1 })
  const work = one.task<typeof import('./testing/errands.ts').default>(module, { timeoutMs: 20_000, memoryMb: 64 })
  const leaving = new AbortController()
  const left = [work({ ask: 'forever' }, { ...asked, signal: leaving.signal })]
  left.push(work({ ask: 'square' }, { ...asked, signal: leaving.signal }))
  const next = work({ ask: 'square', number: 3 }, asked)
  leaving.abort(new Error('gone'))
  await Promise.all(left.map((mine) => expect(mine).rejects.toThrow('gone')))
  expect(await next).toBe(9)
  await one.close()
})

test('closing ends every thread, also one that is at work', async () => {
  const own = createWorkers({ count: 1 })
  const work = own.task<typeof import('./testing/errands.ts').default>(module, { timeoutMs: 20_000, memoryMb: 64 })
  expect(await work({ ask: 'square', number: 4 }, asked)).toBe(16)
  const endless = expect(work({ ask: 'forever' }, asked)).rejects.toMatchObject({ because: 'ended' })
  await new Promise(setImmediate)
  await own.close()
  await endless
})

test('of work that is done alone there is one at once, whoever it is for, and other work goes by', async () => {
  const alone = workers.task<typeof import('./testing/errands.ts').default>(module, {
    ...{ timeoutMs: 20_000, memoryMb: 64, alone: true },
  })
  const leaving = new AbortController()
  const endless = alone({ ask: 'forever' }, { ...asked, signal: leaving.signal })
  const waiting = alone({ ask: 'square', number: 2 }, { ...asked, owner: 'ben' }).then((done) => order.push(done))
  const order: unknown[] = [await errand({ ask: 'square', number: 3 }, asked)]
  leaving.abort(new Error('gone'))
  await expect(endless).rejects.toThrow('gone')
  await waiting
  expect(order).toEqual([9, 4])
})

test('turns are dealt out by owner, and patient work waits for everybody', () => {
  const line = createLine<Waiting & { name: string }>()
  const add = (owner: string, name: string, patient = true) => line.add({ owner, name, patient })
  for (const name of ['a1', 'a2', 'a3', 'a4']) add('ana', name)
  add('ben', 'b1')
  const order = [line.next(() => true)?.name]
  add('cem', 'c1')
  const leaving = { owner: 'ben', name: 'b2', patient: true }
  line.add(leaving)
  line.remove(leaving)
  add('ana', 'spoken', false)
  for (let left = line.length; left > 0; left--) order.push(line.next(() => true)?.name)
  expect(order).toEqual(['a1', 'spoken', 'b1', 'a2', 'c1', 'a3', 'a4'])
  add('ana', 'a5')
  expect(line.next(({ patient }) => !patient)).toBeUndefined()
})
