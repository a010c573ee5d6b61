import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyring } from './keyring.ts'
import type { Label } from './label.ts'
import { CHUNK_BYTES, HEADER_BYTES, TAG_BYTES } from './sealing.ts'
import { createVault } from './vault.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]
const vault = createVault(() => createKeyring([first]))
const label: Label = { purpose: 'recording', owner: 'ada', id: 'one' }

async function seal(bytes: Uint8Array, under = label): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(vault.seal([bytes], under)))
}

async function open(sealed: Uint8Array, under = label, by = vault): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(by.open([sealed], under)))
}

const refused = (sealed: Uint8Array, under = label) =>
  open(sealed, under).then(
    () => 'opened',
    ({ kind }) => kind as string,
  )

/** Cuts bytes at any places. */
function* cut(bytes: Uint8Array, at: number[]): Generator<Uint8Array> {
  let from = 0
  for (const to of [...at.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, to)
    from = to
  }
}

const lengths = fc.oneof(
  fc.nat(200),
  fc.nat(4 * CHUNK_BYTES),
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -2, max: 2 }))
    .map(([n, by]) => Math.max(0, n * CHUNK_BYTES + by)),
)
const places = fc.array(fc.nat(), { maxLength: 8 })

test('bytes of any length, given and taken in pieces of any size, come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, places, places, async (length, given, taken) => {
      const bytes = randomBytes(length)
      const sealed = Buffer.concat(await Array.fromAsync(vault.seal(cut(bytes, given), label)))
      const chunks = Math.max(1, Math.ceil(length / CHUNK_BYTES))
      expect(sealed.length).toBe(HEADER_BYTES + length + chunks * TAG_BYTES)
      const opened = await Array.fromAsync(vault.open(cut(sealed, taken), label))
      expect(Buffer.concat(opened).equals(bytes)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('every single bit counts', async () => {
  const sealed = await seal(randomBytes(37))
  const verdicts = new Set<string>()
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    verdicts.add(await refused(changed))
  }
  expect([...verdicts].sort()).toEqual(['damaged', 'not-sealed', 'unknown-key'])
  const large = await seal(randomBytes(3 * CHUNK_BYTES + 5))
  await fc.assert(
    fc.asyncProperty(fc.nat(large.length * 8 - 1), async (bit) => {
      const changed = Buffer.from(large)
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(await refused(changed)).not.toBe('opened')
    }),
    { numRuns: 200 },
  )
})

test('what was cut off anywhere, or has something behind it, does not open', async () => {
  const short = await seal(randomBytes(37))
  for (let length = 0; length < short.length; length++)
    expect(await refused(short.subarray(0, length))).not.toBe('opened')
  const sealed = await seal(randomBytes(3 * CHUNK_BYTES))
  const chunk = CHUNK_BYTES + TAG_BYTES
  for (const chunks of [0, 1, 2])
    for (const by of [-1, 0, 1])
      expect(await refused(sealed.subarray(0, HEADER_BYTES + chunks * chunk + by)), `${chunks} and ${by}`).not.toBe(
        'opened',
      )
  for (const more of [1, 16, 17, chunk])
    expect(await refused(Buffer.concat([sealed, randomBytes(more)]))).toBe('damaged')
  expect(await refused(Buffer.concat([sealed, sealed.subarray(-chunk)]))).toBe('damaged')
})

test('chunks cannot be moved, repeated, left out, or taken from something else', async () => {
  const bytes = Buffer.concat([1, 2, 3].map((fill) => Buffer.alloc(CHUNK_BYTES, fill)))
  const parts = (sealed: Buffer) => {
    const chunk = (n: number) =>
      sealed.subarray(HEADER_BYTES + n * (CHUNK_BYTES + TAG_BYTES)).subarray(0, CHUNK_BYTES + TAG_BYTES)
    return [sealed.subarray(0, HEADER_BYTES), chunk(0), chunk(1), chunk(2)] as const
  }
  const [header, one, two, three] = parts(await seal(bytes))
  const [, , foreign] = parts(await seal(bytes))
  for (const order of [
    [two, one, three],
    [one, one, three],
    [one, three],
    [one, two, two, three],
    [one, three, two],
    [one, foreign, three],
  ])
    expect(await refused(Buffer.concat([header, ...order]))).toBe('damaged')
  expect((await open(Buffer.concat([header, one, two, three]))).equals(bytes)).toBe(true)
})

test('nothing opens as something else, or as somebody else’s', async () => {
  const sealed = await seal(Buffer.from('hello'))
  for (const other of [{ purpose: 'export' }, { owner: 'eve' }, { id: 'two' }, { owner: 'adao', id: 'ne' }])
    expect(await refused(sealed, { ...label, ...other })).toBe('damaged')
  const labels = fc.record({ purpose: fc.string(), owner: fc.string(), id: fc.string() })
  await fc.assert(
    fc.asyncProperty(labels, labels, async (here, there) => {
      fc.pre(JSON.stringify(here) !== JSON.stringify(there))
      expect(await refused(await seal(Buffer.from('hello'), here), there)).toBe('damaged')
    }),
  )
})

test('the same bytes never look the same twice, and nothing of them shows', async () => {
  const bytes = Buffer.from('my diary '.repeat(20))
  const sealed = await Promise.all([seal(bytes), seal(bytes)])
  expect(sealed[0].subarray(14).equals(sealed[1].subarray(14))).toBe(false)
  expect(sealed.some((one) => one.includes('diary') || one.includes(first))).toBe(false)
})

test('an older key opens, a newer one seals, and a missing one is named', async () => {
  const sealed = await seal(Buffer.from('from before'))
  const later = createVault(() => createKeyring([second, first]))
  expect((await open(sealed, label, later)).toString()).toBe('from before')
  expect([later.currentKey(), later.keyOf(sealed)]).toEqual([createKeyring([second]).current.id, vault.currentKey()])
  const without = createVault(() => createKeyring([second]))
  await expect(open(sealed, label, without)).rejects.toThrow(`the key ${vault.currentKey()}, which is not here`)
  expect([later.hasKey(vault.currentKey()), without.hasKey(vault.currentKey())]).toEqual([true, false])
})

test('a text for the database is sealed, and is text', () => {
  const sealed = vault.sealText('hunter2 ŵ 😀', label)
  expect(sealed).toMatch(/^lva1\.[\w-]+$/)
  expect(vault.openText(sealed, label)).toBe('hunter2 ŵ 😀')
  expect(vault.keyOf(sealed)).toBe(vault.currentKey())
  expect(() => vault.openText('hunter2', label)).toThrow('not sealed')
  expect(() => vault.openText(sealed, { ...label, owner: 'eve' })).toThrow('put in the place of')
  for (let at = 5; at < sealed.length; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    expect(() => vault.openText(changed, label), `character ${at}`).toThrow()
    expect(() => vault.openText(sealed.slice(0, at), label), `cut at ${at}`).toThrow()
  }
  expect(() => vault.sealText('x'.repeat(CHUNK_BYTES + 1), label)).toThrow('is a file')
})

test('a reader that leaves early lets the source go', async () => {
  let left = false
  async function* endless() {
    try {
      for (;;) yield randomBytes(CHUNK_BYTES)
    } finally {
      left = true
    }
  }
  let pieces = 0
  for await (const _ of vault.seal(endless(), label)) if (++pieces === 3) break
  expect(left).toBe(true)
})
