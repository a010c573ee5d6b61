import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Outgoing } from '../../outgoing/outgoing.ts'
import { OutgoingRefused } from '../../outgoing/refused.ts'
import type { PublishedModel } from './published-model.ts'

/** A slow line takes its time. */
const TIMEOUT_MS = 60 * 60_000

/** Why a model could not be fetched, in words for the operator. Nothing of it is left behind. */
export class PullFailed extends Error {
  override readonly name = 'PullFailed'
}

/** What is being fetched, and how far it is, in bytes. */
export interface Pulled {
  file: string
  done: number
  of: number
}

/**
 * Fetches a model into a folder and says how far it is. A file counts when its length and hash are those that were published; one that is there already is not
 * fetched again. Throws PullFailed.
 */
export async function* pull(
  { base, files }: PublishedModel,
  { folder, outgoing, signal }: { folder: string; outgoing: Pick<Outgoing, 'fetch'>; signal: AbortSignal },
): AsyncGenerator<Pulled> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const { path, as, bytes, sha256 } of files) {
    const target = join(folder, as)
    if ((await hashOf(target)) === sha256) {
      yield { file: as, done: bytes, of: bytes }
      continue
    }
    const part = `${target}.part`
    try {
      const body = await answerOf(new URL(path, base), { outgoing, signal, bytes })
      const hash = createHash('sha256')
      const file = await open(part, 'w', 0o600)
      try {
        let done = 0
        for await (const piece of body) {
          hash.update(piece)
          await file.write(piece)
          done += piece.length
          yield { file: as, done, of: bytes }
        }
      } catch (error) {
        throw new PullFailed(`The connection broke off while ${as} was fetched. Try again.`, { cause: error })
      } finally {
        await file.close()
      }
      if (hash.digest('hex') !== sha256)
        throw new PullFailed(`${as} is not the file that was published: its hash differs. Nothing of it is kept.`)
      await rename(part, target)
    } finally {
      await rm(part, { force: true })
    }
  }
}

async function answerOf(
  url: URL,
  { outgoing, signal, bytes }: { outgoing: Pick<Outgoing, 'fetch'>; signal: AbortSignal; bytes: number },
): Promise<ReadableStream<Uint8Array>> {
  let response: Response
  try {
    response = await outgoing.fetch(url, { signal }, { maxBytes: bytes, timeoutMs: TIMEOUT_MS })
  } catch (error) {
    const why = error instanceof OutgoingRefused ? error.message : `${url.host} cannot be reached from here.`
    throw new PullFailed(
      `${why} Where there is no network, put tokenizer.json and model.onnx of a sentence model into a folder and name it in EMBEDDINGS_MODEL.`,
      { cause: error },
    )
  }
  if (response.ok && response.body) return response.body
  await response.body?.cancel()
  throw new PullFailed(`${url.host} answered ${response.status} for ${url.pathname}.`)
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
    return hash.digest('hex')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
