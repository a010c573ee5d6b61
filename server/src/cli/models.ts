import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keepPrivate } from '../config/private-folder.ts'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { SENTENCE_MODEL } from '../providers/embeddings/published-model.ts'
import { PullFailed, pull } from '../providers/embeddings/pull.ts'
import { dataPlaces } from '../settings.ts'
import { type Command, CommandFailed, configFor, type Terminal, UsageError } from './command.ts'

/** Told again after so much of a file. */
const STEP_BYTES = 10 * 1024 * 1024
const MEBIBYTE = 1024 * 1024

/** `lva models`: the sentence model with which search finds what is meant. */
export const models: Command = {
  summary: 'Fetch the sentence model with which search finds what is meant',
  usage: [
    'lva models pull [--to FOLDER] [--env-file FILE]',
    'Fetches 87 MiB once; nothing you say is sent anywhere.',
  ].join('\n'),
  async run(terminal) {
    const { values, positionals } = parseArgs({
      args: terminal.args,
      allowPositionals: true,
      options: { to: { type: 'string' }, 'env-file': { type: 'string' } },
    })
    if (positionals[0] !== 'pull' || positionals.length > 1)
      throw new UsageError(`Say what to do:\n\n  ${this.usage.replaceAll('\n', '\n  ')}`)
    const config = configFor(terminal, values['env-file'])
    const places = dataPlaces(config)
    if (values.to === undefined) keepPrivate(places.folder, places.names)
    const folder = values.to === undefined ? join(places.models, SENTENCE_MODEL.name) : resolve(values.to)
    await fetchInto(folder, { terminal, outgoing: createOutgoing({ allow: config.OUTGOING_ALLOW }) })
    terminal.print(
      values.to === undefined
        ? 'The model is there. Start the server anew: it reads what was said so far in the background.'
        : `The model is there. Name its folder in EMBEDDINGS_MODEL and start the server anew.`,
    )
    return 0
  },
}

async function fetchInto(
  folder: string,
  { terminal: { print, interactive }, outgoing }: { terminal: Terminal; outgoing: ReturnType<typeof createOutgoing> },
) {
  let told = 0
  try {
    for await (const { file, done, of } of pull(SENTENCE_MODEL, {
      folder,
      outgoing,
      signal: new AbortController().signal,
    })) {
      if (interactive)
        process.stdout.write(`\r${file}: ${mebibytes(done)} of ${mebibytes(of)} MiB${done >= of ? '\n' : ''}`)
      else if (done >= of || done < told || done >= told + STEP_BYTES) {
        told = done
        print(`${file}: ${mebibytes(done)} of ${mebibytes(of)} MiB`)
      }
    }
  } catch (error) {
    if (error instanceof PullFailed) throw new CommandFailed(error.message, { cause: error })
    throw error
  }
}

const mebibytes = (bytes: number) => (bytes / MEBIBYTE).toFixed(1)
