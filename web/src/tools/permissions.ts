import type { LookUp, Settings } from '@lva/contracts/accounts'
import type { CompanionToolListing, Tools } from '@lva/contracts/tools'
import { foundWith } from '../research/found-with.ts'

/** What leaves this house, and to whom, said truthfully for a choice; `nobody`: nobody is asked then. `could`: with another choice somebody is. */
export type Leaving = { is: 'nobody'; could: boolean } | { is: LookUp; to: string[] }

/** Who may be sent words, as people know them: the searches, and the tool servers of others, which nobody asks on request. */
export function leaving({ tools, sources }: Pick<Tools, 'tools' | 'sources'>, choice: LookUp): Leaving {
  const servers = tools.filter(({ reaches, name }) => reaches === 'outside' && name !== 'research').map(serverOf)
  const to = [...new Set([...sources.map(foundWith), ...(choice === 'when-asked' ? [] : servers)])]
  return to.length === 0 ? { is: 'nobody', could: servers.length > 0 } : { is: choice, to }
}

/** The server of somebody else's tool; its title is `<server>/<tool>`. */
const serverOf = ({ title }: CompanionToolListing): string => title.split('/')[0] ?? title

/** The tools that have a switch each. Looking things up has the choice of three instead. */
export const switched = (tools: readonly CompanionToolListing[]): CompanionToolListing[] =>
  tools.filter(({ name }) => name !== 'research')

/** The names of what is never used, after a switch was turned. Names of tools that are gone stay: they may come back. */
export const turned = (off: Settings['tools_off'], name: string, allowed: boolean): string[] =>
  allowed ? off.filter((each) => each !== name) : [...off.filter((each) => each !== name), name]
