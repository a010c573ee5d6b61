import type {
  Configuration,
  ConnectionName,
  ConnectionTest,
  Invitation,
  LiveVoices,
  MadeInvitation,
  NewInvitation,
  Overview,
  People,
  PeopleQuery,
  Person,
  PersonDetails,
} from '@lva/contracts/administration'
import type { DailyUse, QuotaExceptions } from '@lva/contracts/quotas'
import type { Administrator } from '../http/administrator.ts'
import type { AuditNote } from '../note.ts'
import type { VoiceFacts } from '../voice/voice.ts'
import { createConnections, runsInContainer } from './connections.ts'
import { type Configured, connectionLines } from './lines.ts'

/** Who changes something, and from where. */
interface By {
  by: Administrator
  address: string
}
type Listed = Omit<Person, 'today'>

/** What administration needs of accounts. */
interface Accounts {
  people(query: PeopleQuery): Promise<{ people: Listed[]; total: number; next: string | null }>
  person(id: string): Promise<Listed>
  suspendPerson(id: string, by: By): Promise<Listed>
  activatePerson(id: string, by: By): Promise<Listed>
  headcount(): Promise<Overview['people']>
  emailsOf(userIds: readonly string[]): Promise<Map<string, string>>
  invitations(): Promise<Invitation[]>
  inviteBy(wish: NewInvitation, by: By): Promise<{ invitation: Invitation; code: string }>
  revokeInvitation(id: string, by: By): Promise<void>
}

/** What administration needs of quotas. */
interface Quotas {
  todayOf(userIds: readonly string[]): Promise<Map<string, DailyUse>>
  days(userId: string, options: { limit: number }): Promise<DailyUse[]>
  exceptionsOf(userId: string): Promise<QuotaExceptions>
}

interface Needs {
  version: string
  accounts: Accounts
  quotas: Quotas
  /** What this server is configured to talk to. */
  configured: Configured
  now: () => Date
  configuration: () => Configuration
  /** What providers were asked for in the last 30 days. */
  recentUse: () => Promise<Overview['providers']>
  health: () => Promise<Overview['health']>
  /** The live conversations by voice, and how many there may be. */
  voices: () => { list: VoiceFacts[]; limit: number }
  /** Notes in the audit log what touches nothing of the house's own. */
  note: (entry: AuditNote) => Promise<void>
  /** Address of the web app, for links. */
  home: () => string
}

export type Administration = ReturnType<typeof createAdministration>

const DAYS_SHOWN = 30

/** What administrators see of the house, and may do to it. Of people they see accounts and numbers, never what was said. */
export function createAdministration({
  version,
  accounts,
  quotas,
  configured,
  now,
  configuration,
  recentUse,
  health,
  voices,
  note,
  home,
}: Needs) {
  const connections = createConnections({ lines: connectionLines(configured), now, contained: runsInContainer() })

  async function withToday(people: Listed[]): Promise<Person[]> {
    const today = await quotas.todayOf(people.map(({ id }) => id))
    return people.map((person) => ({ ...person, today: today.get(person.id) ?? null }))
  }

  async function alone(person: Listed): Promise<Person> {
    const today = await quotas.todayOf([person.id])
    return { ...person, today: today.get(person.id) ?? null }
  }

  return {
    configuration,
    connections: connections.connections,
    invitations: accounts.invitations,
    revokeInvitation: accounts.revokeInvitation,

    /** How the house is: people, providers, parts. */
    async overview(): Promise<Overview> {
      const [people, providers, parts] = await Promise.all([accounts.headcount(), recentUse(), health()])
      return { version, people, providers, health: parts }
    },

    /** Who is talking just now, and nothing of what is said. */
    async voices(): Promise<LiveVoices> {
      const { list, limit } = voices()
      const emails = await accounts.emailsOf([...new Set(list.map(({ userId }) => userId))])
      return {
        voices: list.map(({ voiceId, userId, state, connected, startedAt, turns, heardMs }) => ({
          ...{ voice_id: voiceId, user_id: userId, email: emails.get(userId) ?? null, state, connected, turns },
          ...{ started_at: startedAt.toISOString(), heard_seconds: Math.floor(heardMs / 1000) },
        })),
        limit,
      }
    },

    /** A page of people with what they used today. */
    async people(query: PeopleQuery): Promise<People> {
      const page = await accounts.people(query)
      return { ...page, people: await withToday(page.people) }
    },

    /** One person, with what was set for them and what they used of late. Throws Problem `not-found`. */
    async person(id: string): Promise<PersonDetails> {
      const person = await alone(await accounts.person(id))
      const [exceptions, days] = await Promise.all([quotas.exceptionsOf(id), quotas.days(id, { limit: DAYS_SHOWN })])
      return { ...person, quotas: exceptions, days }
    },

    /** Shuts somebody out at once. Throws Problem `not-found`, `own-account` and `last-administrator`. */
    suspend: async (id: string, by: By): Promise<Person> => alone(await accounts.suspendPerson(id, by)),

    /** Lets somebody in again. Throws Problem `not-found`. */
    activate: async (id: string, by: By): Promise<Person> => alone(await accounts.activatePerson(id, by)),

    /** Makes an invitation; its link is told only here. */
    async invite(wish: NewInvitation, by: By): Promise<MadeInvitation> {
      const { invitation, code } = await accounts.inviteBy(wish, by)
      return { ...invitation, link: `${home()}/sign-up?invitation=${code}` }
    },

    /** Tests one connection and notes it. */
    async testConnection(name: ConnectionName, by: By): Promise<ConnectionTest> {
      const test = await connections.test(name)
      await note({ ...by, action: 'connection-tested', details: { name, ok: test.ok } })
      return test
    },
  }
}
