import { parseArgs } from 'node:util'
import type { Line } from './checklist/steps.ts'
import type { Command } from './command.ts'

const MARK = { done: 'done  ', failed: 'FAILED', person: 'person' }

/** `lva checklist`: the production checklist, each step judged by what is there. Changes nothing here. */
export const checklist: Command = {
  summary: 'Go through the production checklist: done, failed, or needs a person',
  usage: `lva checklist [--env-file FILE] [--target URL [--account FILE] [--limits]] [--offline] [--json]

--target asks a deployment from outside. A throw-away account signs up and is erased; where sign-up is closed, --account FILE holds an
e-mail and a password, a line each. --limits uses the rate limits of this address up: whoever shares it waits a minute.`,
  async run({ args, env, print }) {
    const text = { type: 'string' } as const
    const yes = { type: 'boolean' } as const
    const { values } = parseArgs({
      args,
      options: { 'env-file': text, target: text, account: text, limits: yes, offline: yes, json: yes },
    })
    // Nothing of this is loaded by a server that starts.
    const { look } = await import('./checklist/looking.ts')
    const { judgeAll } = await import('./checklist/steps.ts')
    const lines = judgeAll(await look({ env }, { ...values, envFile: values['env-file'], now: new Date() }))
    const counts = { done: 0, failed: 0, person: 0 }
    for (const { state } of lines) counts[state] += 1
    if (values.json) print(JSON.stringify({ ...counts, steps: lines }, null, 2))
    else {
      for (const line of told(lines)) print(line)
      print(`\n${counts.done} done, ${counts.failed} failed, ${counts.person} need a person.`)
    }
    return counts.failed > 0 ? 1 : 0
  },
}

function told(lines: readonly Line[]): string[] {
  const width = Math.max(...lines.map(({ id }) => id.length))
  return lines.flatMap(({ section, id, title, state, detail, todo }, at) => [
    ...(lines[at - 1]?.section === section ? [] : ['', section]),
    `${MARK[state]}  ${id.padEnd(width)}  ${title}: ${detail}`,
    // Many lines in a row may wait for the same.
    ...(todo && todo !== lines[at - 1]?.todo ? [`${' '.repeat(width + 10)}${todo}`] : []),
  ])
}
