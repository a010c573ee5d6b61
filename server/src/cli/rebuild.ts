import { parseArgs } from 'node:util'
import { openHouse } from '../main.ts'
import { type Command, configFor } from './command.ts'
import { commandLog } from './log.ts'

/** `lva rebuild`: what is counted and derived, made anew from the log of facts. Works beside a running server. */
export const rebuild: Command = {
  summary: 'Count anew what learners did, from the log of facts',
  usage: 'lva rebuild [--user E-MAIL] [--env-file FILE]',
  async run(terminal) {
    const { values } = parseArgs({
      args: terminal.args,
      options: { user: { type: 'string' }, 'env-file': { type: 'string' } },
    })
    const house = await openHouse(configFor(terminal, values['env-file']), {
      log: commandLog('warn'),
      path: terminal.env.PATH ?? '',
      home: terminal.env.HOME ?? '',
    })
    try {
      const { accounts, measured } = house
      const people = values.user ? [await accounts.byEmail(values.user)] : await accounts.list()
      for (const { id, email } of people) {
        await measured.rebuild(id)
        terminal.print(`${email}: counted anew.`)
      }
      if (people.length === 0) terminal.print('Nobody has an account yet.')
      return 0
    } finally {
      await house.close()
    }
  },
}
