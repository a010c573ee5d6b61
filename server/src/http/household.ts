import { isIPv6 } from 'node:net'

/**
 * The addresses one household has: a single one of IPv4, a /64 of IPv6, whose rest anybody can change at will. An IPv4 address written as
 * IPv6 is IPv4. What is no address stands for itself.
 */
export function householdOf(address: string): string {
  const [plain = ''] = address.split('%', 1)
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1]
  if (mapped || !isIPv6(plain)) return mapped ?? address
  // The URL parser writes every spelling of an address the same way (RFC 5952).
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}
