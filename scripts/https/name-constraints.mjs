import { isIPv4 } from 'node:net'

/** DER of what an authority may vouch for: DNS names with all below them, and networks as `[address, bits]`. */
export function subtrees(names, networks) {
  return [
    ...names.map((name) => der(0x82, Buffer.from(name, 'ascii'))),
    ...networks.map(([address, bits]) =>
      der(0x87, Buffer.concat([bytesOf(address), mask(bits, isIPv4(address) ? 4 : 16)])),
    ),
  ].map((base) => der(0x30, base))
}

/** The value of a NameConstraints extension that permits these subtrees and nothing else (RFC 5280, 4.2.1.10). */
export function nameConstraints(permitted) {
  return der(0x30, der(0xa0, Buffer.concat(permitted)))
}

function der(tag, content) {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content])
}

// Strict readers refuse a length that is written longer than it need be.
function lengthOf({ length }) {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

function mask(bits, length) {
  return Buffer.from(
    Array.from({ length }, (_, index) => 0xff & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index)))),
  )
}

function bytesOf(address) {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [left, right = ''] = address.split('::')
  const groups = (text) => (text ? text.split(':') : [])
  const middle = Array(8 - groups(left).length - groups(right).length).fill('0')
  const words = address.includes('::') ? [...groups(left), ...middle, ...groups(right)] : groups(left)
  return Buffer.from(words.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff]))
}
