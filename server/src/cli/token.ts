import { parseArgs } from 'node:util'
import { NewPersonalToken, Scope, TOKEN_DAYS_MAX } from '@lva/contracts/accounts'
import type { z } from 'zod'
import type { Accounts } from '../accounts/accounts.ts'
import { type Command, configFor, type Terminal, UsageError, verbNamed } from './command.ts'
import { inOwnHouse } from './own-house.ts'

const DAYS = 90
const Wish = NewPersonalToken.omit({ current_password: true })

interface Asked {
  accounts: Accounts
  email: string
  terminal: Terminal
}

/** Looks at the words, and gives what is then done. */
type Verb = (values: Values, id: string) => (asked: Asked) => Promise<void>
interface Values {
  name?: string | undefined
  scopes?: string | undefined
  days?: string | undefined
}

const VERBS: Record<string, Verb> = {
  make(values) {
    const wish = wishOf(values)
    return async ({ accounts, email, terminal }) => {
      const made = await accounts.makeTokenFor(await accounts.byEmail(email), wish)
      terminal.print(`Token, shown only here: ${made.token}`)
      terminal.print(
        `${made.scopes.join(', ')} for ${email}, until ${made.expires_at.slice(0, 10)}. Its id: ${made.id}`,
      )
    }
  },

  revoke(_values, id) {
    if (!id) throw new UsageError('Say which token: its id. lva token list E-MAIL shows them.')
    return async ({ accounts, email, terminal }) => {
      await accounts.revokeTokenOf((await accounts.byEmail(email)).id, id)
      terminal.print('The token is revoked.')
    }
  },

  list:
    () =>
    async ({ accounts, email, terminal }) => {
      const tokens = await accounts.personalTokens((await accounts.byEmail(email)).id)
      if (tokens.length === 0) terminal.print(`${email} has no tokens.`)
      for (const { id, name, scopes, expires_at, last_used_on } of tokens)
        terminal.print(
          `${id}  ${scopes.join(',')}  until ${expires_at.slice(0, 10)}  ${last_used_on ? `last used ${last_used_on}` : 'never used'}  ${name}`,
        )
    },
}

/** `lva token`: personal access tokens for somebody's scripts, made by the operator. Works beside a running server; all of it is in the audit log. */
export const token: Command = {
  summary: 'Make, list and revoke access tokens for scripts',
  usage: [
    'lva token make E-MAIL --name NAME [--scopes read,write,admin] [--days N]',
    'lva token list E-MAIL',
    'lva token revoke E-MAIL ID',
    'Each takes --env-file FILE as well.',
  ].join('\n'),
  async run(terminal) {
    const { values, positionals } = parseArgs({
      args: terminal.args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        scopes: { type: 'string', default: 'read' },
        days: { type: 'string', default: String(DAYS) },
        'env-file': { type: 'string' },
      },
    })
    const [verb = '', email = '', id = ''] = positionals
    const look = verbNamed(VERBS, verb, this)
    if (!email) throw new UsageError('Say whose token: the e-mail address.')
    const work = look(values, id)
    return inOwnHouse(terminal, configFor(terminal, values['env-file']), async ({ accounts }) => {
      await work({ accounts, email, terminal })
      return 0
    })
  },
}

function wishOf({ name, scopes = '', days }: Values): z.infer<typeof Wish> {
  if (!name?.trim()) throw new UsageError('Say what the token is for: --name NAME.')
  const wanted = scopes.split(',').map((scope) => scope.trim())
  const wish = Wish.safeParse({ name, scopes: wanted, expires_in_days: Number(days) })
  if (!wish.success)
    throw new UsageError(
      `--scopes are of ${Scope.options.join(', ')}, --days is a whole number up to ${TOKEN_DAYS_MAX}, --name has at most 80 characters.`,
    )
  return wish.data
}
