import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network an address belongs to: /24 of IPv4, /64 of IPv6. Whoever guesses passwords from home can change the rest of the address at
 * will. An IPv4 address written as IPv6 is IPv4. What is no address stands for itself.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '')
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1]
  const four = mapped ?? plain
  if (isIPv4(four)) return `${four.split('.').slice(0, 3).join('.')}.0/24`
  if (!isIPv6(plain)) return address
  // The URL parser writes every spelling of an address the same way (RFC 5952).
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}
