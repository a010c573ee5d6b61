import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { closedBecause, contains, listOf } from './networks.ts'
import { OutgoingRefused } from './refused.ts'

/** Asks for all addresses of a name, as `dns.lookup` does. */
export type Lookup = (
  host: string,
  options: { all: true },
  found: (error: Error | null, addresses: Array<{ address: string; family: number }>) => void,
) => void

export type Reach = ReturnType<typeof createReach>

/**
 * Says which hosts may be connected to: machines of the public network, and what `allow` names (addresses, networks, host names). A name is
 * looked up once, for the connection itself, so that it cannot mean one machine when it is checked and another when it is used.
 */
export function createReach({ allow, lookup = systemLookup }: { allow: readonly string[]; lookup?: Lookup }) {
  const allowedNames = new Set(allow.filter(isName).map((name) => name.toLowerCase()))
  const allowedNetworks = listOf(allow.filter((entry) => !isName(entry)))

  function refuseAddress(address: string, host: string): void {
    const why = closedBecause(address)
    if (why === null || contains(allowedNetworks, address)) return
    const which = address === host ? host : `${host} (${address})`
    throw new OutgoingRefused(`${which} ${why}. If it shall be reached, name it in OUTGOING_ALLOW.`)
  }

  /** Throws OutgoingRefused for an address or a name that needs no look-up to be refused. `host` is as in `URL.hostname`. */
  function refuseHost(host: string): void {
    const plain = bare(host)
    if (allowedNames.has(plain)) return
    if (isIP(plain)) refuseAddress(plain, plain)
    if (/(?:^|\.)localhost$/.test(plain))
      throw new OutgoingRefused(`${plain} is this machine. If it shall be reached, name it in OUTGOING_ALLOW.`)
  }

  return {
    refuseHost,

    /** Whether `allow` names a host, by its name or as an address; nothing is looked up. `host` is as in `URL.hostname`. */
    isNamed(host: string): boolean {
      const plain = bare(host)
      return allowedNames.has(plain) || (isIP(plain) !== 0 && contains(allowedNetworks, plain))
    },

    /** Looks a name up for a connection, and fails unless every address of it may be connected to. */
    lookup: ((host, options, found) => {
      lookup(host, { all: true }, (error, addresses) => {
        // The types know only one way to answer; Node asks for all or for one.
        const answer = found as (error: Error | null, addresses?: unknown, family?: number) => void
        if (error) return answer(error)
        try {
          if (!allowedNames.has(bare(host))) for (const { address } of addresses) refuseAddress(address, host)
        } catch (refused) {
          return answer(refused as Error)
        }
        const [first] = addresses
        if (options.all) return answer(null, addresses)
        return answer(null, first?.address, first?.family)
      })
    }) satisfies LookupFunction,
  }
}

const isName = (entry: string) => !isIP(entry.split('/', 1)[0] ?? '')

/** Without the brackets of IPv6 and the dot that ends a full name. */
const bare = (host: string) =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
