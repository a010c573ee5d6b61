import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closedBecause } from './networks.ts'
import { createReach } from './reach.ts'

const reach = createReach({ allow: [] })
/** True when a browser's address cannot be asked for, because it is none or because it is refused before any look-up. */
function refused(host: string): boolean {
  const url = URL.parse(`http://${host}/`)
  if (!url) return true
  try {
    reach.refuseHost(url.hostname)
    return false
  } catch {
    return true
  }
}

type Bytes = readonly [number, number, number, number]
const number = ([a, b, c, d]: Bytes) => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
const hex = (a: number, b: number) => ((a << 8) | b).toString(16)

/** The ways in which people write one IPv4 address, and the IPv6 addresses that lead to it. */
const SPELLINGS: Record<string, (bytes: Bytes) => string> = {
  dotted: (bytes) => bytes.join('.'),
  'with the dot of a full name': (bytes) => `${bytes.join('.')}.`,
  decimal: (bytes) => String(number(bytes)),
  hexadecimal: (bytes) => `0x${number(bytes).toString(16)}`,
  octal: (bytes) => `0${number(bytes).toString(8)}`,
  'octal parts': (bytes) => bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
  'hexadecimal parts': (bytes) => bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
  'octal parts with zeros': (bytes) => bytes.map((byte) => byte.toString(8).padStart(9, '0')).join('.'),
  'two parts': ([a, b, c, d]) => `${a}.${(b << 16) | (c << 8) | d}`,
  'three parts': ([a, b, c, d]) => `${a}.${b}.${(c << 8) | d}`,
  mixed: ([a, b, c, d]) => `0x${a.toString(16)}.0${b.toString(8)}.${(c << 8) | d}`,
  'percent-encoded': (bytes) => bytes.join('.').replace(/[0-9]/g, (digit) => `%3${digit}`),
  'wide digits': (bytes) => bytes.join('。').replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  'circled digits': (bytes) =>
    bytes.join('.').replace(/[1-9]/g, (digit) => String.fromCodePoint(0x245f + Number(digit))),
  'mapped into IPv6': (bytes) => `[::ffff:${bytes.join('.')}]`,
  'mapped into IPv6, hexadecimal': ([a, b, c, d]) => `[0:0:0:0:0:FFFF:${hex(a, b)}:${hex(c, d)}]`,
  'compatible with IPv4': (bytes) => `[::${bytes.join('.')}]`,
  translated: ([a, b, c, d]) => `[::ffff:0:${hex(a, b)}:${hex(c, d)}]`,
  NAT64: (bytes) => `[64:ff9b::${bytes.join('.')}]`,
  'local NAT64': (bytes) => `[64:ff9b:1::${bytes.join('.')}]`,
  '6to4': ([a, b, c, d]) => `[2002:${hex(a, b)}:${hex(c, d)}::1]`,
  Teredo: ([a, b, c, d]) => `[2001:0:4136:e378:8000:63bf:${hex(a ^ 255, b ^ 255)}:${hex(c ^ 255, d ^ 255)}]`,
}

const byte = fc.integer({ min: 0, max: 255 })
const one = (value: number) => fc.constant(value)
const within = (min: number, max: number) => fc.integer({ min, max })
const closedAddress: fc.Arbitrary<Bytes> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte),
  fc.tuple(one(172), within(16, 31), byte, byte),
  fc.tuple(one(192), one(168), byte, byte),
  fc.tuple(one(169), one(254), byte, byte),
  fc.tuple(one(100), within(64, 127), byte, byte),
  fc.tuple(one(198), fc.constantFrom(18, 19), byte, byte),
  fc.tuple(within(224, 255), byte, byte, byte),
  fc.constantFrom<Bytes>(
    [169, 254, 169, 254],
    [100, 100, 100, 200],
    [192, 0, 2, 1],
    [198, 51, 100, 7],
    [203, 0, 113, 9],
  ),
)

test.each(Object.entries(SPELLINGS))('no closed address is reached %s', (_how, spell) => {
  fc.assert(
    fc.property(closedAddress, (bytes) => refused(spell(bytes))),
    { numRuns: 500 },
  )
})

test('addresses of the public network are reached, in every spelling that means them', () => {
  const open: Bytes[] = [
    [8, 8, 8, 8],
    [1, 1, 1, 1],
    [172, 15, 0, 1],
    [172, 32, 0, 1],
    [100, 63, 0, 1],
    [100, 128, 0, 1],
    [169, 253, 1, 1],
    [192, 167, 1, 1],
    [223, 255, 255, 254],
  ]
  for (const bytes of open) {
    expect(refused(bytes.join('.')), bytes.join('.')).toBe(false)
    expect(refused(String(number(bytes)))).toBe(false)
  }
  for (const address of ['2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '2400:cb00::1'])
    expect(refused(`[${address}]`), address).toBe(false)
})

test('of IPv6, nothing but the public network is reached', () => {
  const closed = [
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '4000::1',
  ]
  for (const address of closed) {
    expect(refused(`[${address}]`), address).toBe(true)
    expect(closedBecause(address)).toMatch(/^(?:is|means) /)
  }
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const first = Number.parseInt(address.split(':', 1)[0] || '0', 16)
      return (first >= 0x2000 && first <= 0x3fff) || closedBecause(address) !== null
    }),
  )
  expect(closedBecause('fe80::1%eth0')).toBe('is only for neighbours')
})

test('names of this machine are refused without a look-up', () => {
  for (const host of [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'anything.localhost',
    'a.b.localhost.',
    'ｌｏｃａｌｈｏｓｔ',
  ])
    expect(refused(host), host).toBe(true)
  expect(refused('localhost.example.org')).toBe(false)
})
