import { BlockList, isIP } from 'node:net'

// https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 twin. Of IPv6 only 2000::/3 is the public network, so that
// every form that wraps an IPv4 address (mapped, NAT64, translated) is outside of it from the start.
const CLOSED: ReadonlyArray<readonly [network: string, what: string]> = [
  ['0.0.0.0/8', 'means this machine'],
  ['127.0.0.0/8', 'is this machine'],
  ['::1/128', 'is this machine'],
  ['::/128', 'means this machine'],
  ['10.0.0.0/8', 'is in a private network'],
  ['172.16.0.0/12', 'is in a private network'],
  ['192.168.0.0/16', 'is in a private network'],
  ['fc00::/7', 'is in a private network'],
  ['100.64.0.0/10', "is in a provider's own network"],
  ['169.254.0.0/16', 'is only for neighbours, and for what a cloud tells its machines'],
  ['fe80::/10', 'is only for neighbours'],
  ['224.0.0.0/4', 'is a group and no machine'],
  ['ff00::/8', 'is a group and no machine'],
  ['255.255.255.255/32', 'means everybody'],
  ['192.0.2.0/24', 'is only for examples'],
  ['198.51.100.0/24', 'is only for examples'],
  ['203.0.113.0/24', 'is only for examples'],
  ['2001:db8::/32', 'is only for examples'],
  ['3fff::/20', 'is only for examples'],
  ['198.18.0.0/15', 'is only for measurements'],
  ['192.0.0.0/24', 'is set aside'],
  ['240.0.0.0/4', 'is set aside'],
  ['192.88.99.0/24', 'leads through a tunnel'],
  ['2002::/16', 'leads through a tunnel'],
  // Teredo, ORCHID, benchmarking and their neighbours.
  ['2001::/23', 'is set aside'],
]

const closed = CLOSED.map(([network, what]) => ({ what, list: listOf([network]) }))
const publicV6 = listOf(['2000::/3'])

/** Why an address is no machine in the public network ("is in a private network"), or null when it is one. Not an address: throws Error. */
export function closedBecause(address: string): string | null {
  const [plain = ''] = address.split('%', 1)
  if (!isIP(plain)) throw new Error(`${address} is no address`)
  const found = closed.find(({ list }) => contains(list, plain))
  if (found) return found.what
  return isIP(plain) === 6 && !contains(publicV6, plain) ? 'is no public address' : null
}

/** Addresses and networks as one list to look into. Throws Error on what is neither. */
export function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** True when the list holds an address, in exactly the family it is written in. */
export function contains(list: BlockList, address: string): boolean {
  const [plain = ''] = address.split('%', 1)
  const family = isIP(plain)
  // Node would find a mapped address in a list of IPv4; ours is refused as what it is.
  if (family === 6 && /^[0:]*:ffff:/i.test(plain)) return false
  return list.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}
