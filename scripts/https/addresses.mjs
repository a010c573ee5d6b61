import { BlockList } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/** What homes and offices use inside; what the authority we make may always vouch for (RFC 1918, 3927, 4193, 4291). */
export const PRIVATE_NETWORKS = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  // What carriers and VPNs such as Tailscale give out (RFC 6598).
  ['100.64.0.0', 10],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
]

const inside = new BlockList()
for (const [address, bits] of PRIVATE_NETWORKS) inside.addSubnet(address, bits, family(address))

function family(address) {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

/** Whether an address is one that only means something inside a home or an office. */
export const isPrivate = (address) => inside.check(address, family(address))

/**
 * The names and addresses by which other devices at home can reach this machine; `lan` are its IPv4 addresses, likeliest first.
 */
export function ownAddresses({ name = hostname(), interfaces = networkInterfaces() } = {}) {
  const outward = Object.values(interfaces)
    .flat()
    .filter((entry) => !entry.internal && !entry.address.startsWith('fe80'))
  const addresses = outward.map(({ address }) => address)
  const short = name.split('.')[0].toLowerCase()
  // A host name with characters no certificate may hold (an underscore, say) is left out.
  const names = /^[a-z0-9-]+$/.test(short) ? ['localhost', short, `${short}.local`] : ['localhost']
  return {
    names: [...new Set(names)],
    addresses: ['127.0.0.1', '::1', ...addresses],
    lan: addresses.filter((address) => family(address) === 'ipv4').sort((a, b) => likelihood(b) - likelihood(a)),
  }
}

// The home router is nearly always in 192.168/16 or 10/8; 172.16/12 is mostly container bridges.
function likelihood(address) {
  if (!isPrivate(address)) return 2
  return address.startsWith('192.168.') ? 4 : address.startsWith('10.') ? 3 : 1
}
