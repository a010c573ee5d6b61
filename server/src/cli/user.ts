import { parseArgs } from 'node:util'
import { Email } from '@lva/contracts/accounts'
import { NewInvitation } from '@lva/contracts/administration'
import type { Accounts } from '../accounts/accounts.ts'
import { generatedPassword } from '../accounts/administration.ts'
import type { Config } from '../config.ts'
import type { Privacy } from '../privacy/privacy.ts'
import { type Command, configFor, type Terminal, UsageError, verbNamed } from './command.ts'
import { inOwnHouse } from './own-house.ts'

interface Asked {
  accounts: Accounts
  privacy: Privacy
  config: Config
  email: string
  values: {
    everybody?: boolean | undefined
    name?: string | undefined
    hours?: string | undefined
    'password-stdin'?: boolean | undefined
    now?: boolean | undefined
  }
  rest: string[]
  terminal: Terminal
}

type Verb = (asked: Asked) => Promise<void>

const VERBS: Record<string, Verb> = {
  async list({ accounts, terminal }) {
    const users = await accounts.list()
    if (users.length === 0) terminal.print('Nobody has an account yet.')
    for (const { email, role, status, created_at, last_login } of users)
      terminal.print(
        `${email}  ${role}  ${status}  since ${created_at.slice(0, 10)}  ${last_login ? `last here ${last_login.slice(0, 10)}` : 'never signed in'}`,
      )
  },

  async add({ accounts, email, values, terminal }) {
    const address = Email.safeParse(email)
    if (!address.success) throw new UsageError(`${email} is not an e-mail address.`)
    const given = await passwordFrom(terminal, values)
    const password = given ?? generatedPassword()
    await accounts.add({ email, full_name: values.name ?? null, password, role: 'user' })
    terminal.print(`${email} has an account now.`)
    if (given === undefined) terminal.print(`Password, shown only here: ${password}`)
  },

  async invite({ accounts, config, email, values, terminal }) {
    const hours = values.hours === undefined ? NewInvitation.parse({}).hours : Number(values.hours)
    if (!Number.isInteger(hours) || hours < 1 || hours > 8_760)
      throw new UsageError('--hours is a whole number from 1 to 8760.')
    const { code, expiresAt } = await accounts.invite({ email: email || undefined, hours })
    const home = config.PUBLIC_URL ?? `http://localhost:${config.PORT}`
    terminal.print(`${home}/sign-up?invitation=${code}`)
    terminal.print(`Good once, until ${expiresAt.toISOString()}${email ? `, for ${email} only` : ''}.`)
    if (config.REGISTRATION !== 'invite')
      terminal.print(
        `Note: REGISTRATION is ${config.REGISTRATION}, so invitations are not asked for${config.REGISTRATION === 'closed' ? ' and nobody can sign up' : ''}.`,
      )
  },

  async 'reset-password'({ accounts, email, values, terminal }) {
    const given = await passwordFrom(terminal, values)
    const { password } = await accounts.resetPassword(email, given)
    terminal.print(`${email} has a new password and is signed out everywhere.`)
    if (given === undefined) terminal.print(`Password, shown only here: ${password}`)
  },

  async 'set-role'({ accounts, email, rest, terminal }) {
    const [role] = rest
    if (role !== 'admin' && role !== 'user') throw new UsageError('The role is "admin" or "user".')
    await accounts.setRole(email, role)
    terminal.print(`${email} is ${role === 'admin' ? 'an administrator' : 'an ordinary learner'} now.`)
  },

  async suspend({ accounts, email, terminal }) {
    await accounts.suspend(email)
    terminal.print(`${email} is shut out. What is stored stays.`)
  },

  async 'sign-out'({ accounts, email, values, terminal }) {
    if (Boolean(email) === Boolean(values.everybody))
      throw new UsageError('Say who is signed out: an e-mail address, or --everybody.')
    const count = await accounts.signOutEverywhere(email || null)
    const ended = `${count} sign-in${count === 1 ? '' : 's'} ended`
    terminal.print(email ? `${email} is signed out everywhere: ${ended}.` : `Everybody is signed out: ${ended}.`)
  },

  async activate({ accounts, email, terminal }) {
    await accounts.activate(email)
    terminal.print(`${email} may sign in again.`)
  },

  async erase({ accounts, privacy, email, values, terminal }) {
    const { id } = await accounts.byEmail(email)
    if (values.now) {
      await privacy.erasures.eraseNow(id)
      terminal.print(
        `${email} and everything kept of them is erased. Copies of the database from before updates are removed too.`,
      )
      return
    }
    const { completion_date } = await privacy.erasures.schedule(id, { reason: null, by: 'operator' })
    terminal.print(`${email} will be erased on ${completion_date.slice(0, 10)}, unless they cancel it. At once: --now`)
  },

  async 'accept-lost-erasures'({ privacy, terminal }) {
    await privacy.erasures.acceptLedger()
    terminal.print(
      'From here on the erasure ledger in the data folder counts. Whoever was erased before and is back has to be erased again.',
    )
  },
}

/** What is done to no account in particular. */
const WITHOUT_EMAIL = ['sign-out', 'list', 'invite', 'accept-lost-erasures']

/** `lva user`: what the operator may do to accounts. Works beside a running server. */
export const user: Command = {
  summary: 'List, add, invite and mend accounts',
  usage: [
    'lva user list',
    'lva user add E-MAIL [--name NAME] [--password-stdin]',
    'lva user invite [E-MAIL] [--hours N]',
    'lva user reset-password E-MAIL [--password-stdin]',
    'lva user set-role E-MAIL admin|user',
    'lva user suspend E-MAIL',
    'lva user activate E-MAIL',
    'lva user sign-out E-MAIL|--everybody',
    'lva user erase E-MAIL [--now]',
    'lva user accept-lost-erasures',
    'Each takes --env-file FILE as well.',
  ].join('\n'),
  async run(terminal) {
    const { values, positionals } = parseArgs({
      args: terminal.args,
      allowPositionals: true,
      options: {
        'env-file': { type: 'string' },
        everybody: { type: 'boolean' },
        name: { type: 'string' },
        hours: { type: 'string' },
        'password-stdin': { type: 'boolean' },
        now: { type: 'boolean' },
      },
    })
    const [name = '', email = '', ...rest] = positionals
    const verb = verbNamed(VERBS, name, this)
    if (!email && !WITHOUT_EMAIL.includes(name)) throw new UsageError('Say whose account: the e-mail address.')
    const config = configFor(terminal, values['env-file'])
    return inOwnHouse(terminal, config, async ({ accounts, privacy }) => {
      await verb({ accounts, privacy, config, email, values, rest, terminal })
      return 0
    })
  },
}

/** A password piped in, so that it stands in no list of processes and no history; undefined: one is made up. */
async function passwordFrom({ readInput }: Terminal, values: Asked['values']): Promise<string | undefined> {
  if (!values['password-stdin']) return undefined
  const password = (await readInput()).replace(/\r?\n$/, '')
  if (!password) throw new UsageError('No password came in on standard input.')
  return password
}
