import { parseArgs } from 'node:util'
import { DataFolderInUse } from '../db/server-lock.ts'
import { type Command, CommandFailed, configFor, type Terminal, UsageError } from './command.ts'
import { type House, inOwnHouse } from './own-house.ts'

/** `lva keys`: the keys that files are sealed with. */
export const keys: Command = {
  summary: 'Look at the keys files are sealed with, or change them',
  usage: ['lva keys status', 'lva keys rotate [--remove-unreadable]', 'Each takes --env-file FILE as well.'].join('\n'),
  async run(terminal) {
    const { values, positionals } = parseArgs({
      args: terminal.args,
      allowPositionals: true,
      options: { 'env-file': { type: 'string' }, 'remove-unreadable': { type: 'boolean' } },
    })
    const [verb] = positionals
    if (verb !== 'status' && verb !== 'rotate')
      throw new UsageError(`Say what to do:\n\n  ${this.usage.replaceAll('\n', '\n  ')}`)
    return inOwnHouse(
      terminal,
      configFor(terminal, values['env-file']),
      (house) =>
        verb === 'status'
          ? status(house, terminal)
          : rotate(house, terminal, values['remove-unreadable'] ? 'remove' : 'keep'),
      { level: 'error' },
    )
  },
}

async function status({ keys }: House, { print }: Terminal): Promise<number> {
  const { current, older } = keys.known()
  print(`Sealing: ${current}, ${keys.from === 'file' ? 'from keys.json in DATA_DIR' : 'from ENCRYPTION_KEY'}.`)
  for (const id of older) print(`Opening only: ${id}.`)
  const waiting = await keys.waiting()
  for (const { what, key, count } of waiting) {
    if (key === null) print(`${count} ${what} not sealed yet.`)
    else
      print(
        `${count} ${what} sealed with ${key}${key === current || older.includes(key) ? '' : ', WHICH IS NOT HERE'}.`,
      )
  }
  if (waiting.length === 0) print(`Everything is sealed with ${current}.`)
  return waiting.some(({ key }) => key !== null && !older.includes(key)) ? 1 : 0
}

async function rotate(
  { keys }: House,
  { print, interactive }: Terminal,
  unreadable: 'keep' | 'remove',
): Promise<number> {
  const release = lock(keys)
  try {
    const work = keys.rotate({ unreadable })
    let [told, step] = [0, await work.next()]
    for (; !step.done; step = await work.next()) {
      const { done, of } = step.value
      if (!interactive && done < of && done < told + 100) continue
      told = done
      if (interactive) process.stdout.write(`\r${done} of ${of}${done >= of ? '\n' : ''}`)
      else print(`${done} of ${of}`)
    }
    if (step.value > 0) {
      print(`${step.value} could not be opened with any key and stay as they are. The older keys are kept.`)
      print('Put the missing key back and try again, or give those files up with --remove-unreadable.')
      return 1
    }
    print(`Everything is sealed with ${keys.known().current}.`)
    print(
      keys.from === 'file'
        ? 'The older keys are gone from keys.json. Copies of the data from before need the keys.json that was kept with them.'
        : 'ENCRYPTION_KEY_PREVIOUS is not needed any more. Copies of the data from before still need the key they were made with.',
    )
    return 0
  } finally {
    release()
  }
}

function lock({ lock }: House['keys']): () => void {
  try {
    return lock()
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error
    throw new CommandFailed('A server is running on this data folder and would not know the new key. Stop it first.', {
      cause: error,
    })
  }
}
