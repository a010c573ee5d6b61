import { parseArgs } from 'node:util'
import { NewPersonalToken, Scope, TOKEN_DAYS_MAX } from '@lva/contracts/accounts'
import { type Command, configFor, UsageError } from './command.ts'
import { inOwnHouse } from './own-house.ts'

const DAYS = 90

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
    if (!['make', 'list', 'revoke'].includes(verb))
      throw new UsageError(`Say what to do:\n\n  ${this.usage.replaceAll('\n', '\n  ')}`)
    if (!email) throw new UsageError('Say whose token: the e-mail address.')
    const wish = verb === 'make' ? wishOf(values) : null
    if (verb === 'revoke' && !id) throw new UsageError('Say which token: its id. lva token list E-MAIL shows them.')
    return inOwnHouse(terminal, configFor(terminal, values['env-file']), async ({ accounts }) => {
      const person = await accounts.byEmail(email)
      if (wish) {
        const made = await accounts.makeTokenFor(person, wish)
        terminal.print(`Token, shown only here: ${made.token}`)
        terminal.print(
          `${made.scopes.join(', ')} for ${email}, until ${made.expires_at.slice(0, 10)}. Its id: ${made.id}`,
        )
      } else if (verb === 'revoke') {
        await accounts.revokeTokenOf(person.id, id)
        terminal.print('The token is revoked.')
      } else {
        const tokens = await accounts.personalTokens(person.id)
        if (tokens.length === 0) terminal.print(`${email} has no tokens.`)
        for (const { id, name, scopes, expires_at, last_used_on } of tokens)
          terminal.print(
            `${id}  ${scopes.join(',')}  until ${expires_at.slice(0, 10)}  ${last_used_on ? `last used ${last_used_on}` : 'never used'}  ${name}`,
          )
      }
      return 0
    })
  },
}

const Wish = NewPersonalToken.omit({ current_password: true })

function wishOf({ name, scopes = '', days }: { name?: string | undefined; scopes?: string; days?: string }) {
  if (!name?.trim()) throw new UsageError('Say what the token is for: --name NAME.')
  const wanted = scopes.split(',').map((scope) => scope.trim())
  const wish = Wish.safeParse({ name, scopes: wanted, expires_in_days: Number(days) })
  if (!wish.success)
    throw new UsageError(
      `--scopes are of ${Scope.options.join(', ')}, --days is a whole number up to ${TOKEN_DAYS_MAX}, --name has at most 80 characters.`,
    )
  return wish.data
}
