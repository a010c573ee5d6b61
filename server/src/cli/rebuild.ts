import { parseArgs } from 'node:util'
import { type Command, configFor } from './command.ts'
import { inOwnHouse } from './own-house.ts'

/** `lva rebuild`: what is counted and derived, made anew from the log of facts. Works beside a running server. */
export const rebuild: Command = {
  summary: 'Count anew what learners did, from the log of facts',
  usage: 'lva rebuild [--user E-MAIL] [--env-file FILE]',
  async run(terminal) {
    const { values } = parseArgs({
      args: terminal.args,
      options: { user: { type: 'string' }, 'env-file': { type: 'string' } },
    })
    return inOwnHouse(terminal, configFor(terminal, values['env-file']), async ({ accounts, measured }) => {
      const people = values.user ? [await accounts.byEmail(values.user)] : await accounts.list()
      for (const { id, email } of people) {
        await measured.rebuild(id)
        terminal.print(`${email}: counted anew.`)
      }
      if (people.length === 0) terminal.print('Nobody has an account yet.')
      return 0
    })
  },
}
