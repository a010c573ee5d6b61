import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { closing, tellingFull } from '../vault/shelf.ts'
import { madeAtOf } from './names.ts'
import { hashOfBody, NO_BODY, type Signer, signed, uriEncoded } from './signature.ts'
import { type Kept, newestFirst, type Store } from './store.ts'
import { BackupUnusable } from './unusable.ts'

/** Files travel in parts of so many bytes; a store takes 10,000 of them for one object, which are 80 GB. What is encrypted at once holds everybody up. */
const PART_BYTES = 8 * 1024 * 1024
/** A part may take so long, on a line of 1 Mbit/s. */
const PART_MS = 180_000
const ATTEMPTS = 3
const PAUSE_MS = 2_000
/** A list has a thousand objects a page. */
const PAGES_MAX = 100

/** An object store that speaks S3. `bucket` may lead to a folder in it: `bucket/some/folder`. */
export interface S3Settings extends Signer {
  endpoint: string
  bucket: string
}

interface Needs extends S3Settings {
  /** Reaches the origin of the endpoint and nothing else. */
  fetch: typeof globalThis.fetch
  now: () => Date
  pauseMs?: number
  partBytes?: number
}

/** Backups in an S3-compatible store. Its verbs throw BackupUnusable in the operator's words. */
export function s3Store({
  endpoint,
  bucket: place,
  fetch,
  now,
  pauseMs = PAUSE_MS,
  partBytes = PART_BYTES,
  ...signer
}: Needs): Store {
  const [bucket = '', ...folders] = place.split('/').filter((part) => part !== '')
  const prefix = folders.map((folder) => `${folder}/`).join('')
  const keyOf = (name: string) => prefix + name

  async function send(
    method: string,
    key: string,
    {
      query = {},
      body = null,
      headers = {},
      signal,
    }: {
      query?: Record<string, string>
      body?: Buffer<ArrayBuffer> | null
      headers?: Record<string, string>
      signal?: AbortSignal | undefined
    } = {},
  ): Promise<Answer> {
    const url = new URL(`${endpoint}/${[bucket, ...key.split('/')].map(uriEncoded).join('/')}`)
    url.search = Object.entries(query)
      .map(([name, value]) => `${uriEncoded(name)}=${uriEncoded(value)}`)
      .join('&')
    const bodyHash = body ? await hashOfBody(body) : NO_BODY
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(url, {
        ...{ method, body, headers: signed({ method, url, headers, bodyHash }, signer, now()) },
        signal: AbortSignal.any([AbortSignal.timeout(PART_MS), ...(signal ? [signal] : [])]),
      })
        .then(wholeOf)
        .catch((cause) => (cause instanceof Error ? cause : new Error(String(cause))))
      signal?.throwIfAborted()
      const passing = answer instanceof Error || answer.status >= 500 || answer.status === 429
      if (!passing) return answer
      if (attempt >= ATTEMPTS) {
        const why = answer instanceof Error ? answer.message : `status ${answer.status}`
        throw new BackupUnusable(`The object store at ${url.host} does not answer (${why}). Check S3_ENDPOINT.`)
      }
      // Why it was stopped is what the caller knows, not that the pause was.
      await setTimeout(pauseMs * attempt, undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }

  async function accepted(answer: Answer): Promise<Answer> {
    if (answer.ok) return answer
    const { Code: code = String(answer.status) } = (await tagsOf(answer.bytes.toString(), ['Code']))[0] ?? {}
    throw new BackupUnusable(sentenceFor(code, bucket))
  }

  async function isThere(key: string, size: number): Promise<boolean> {
    const answer = await send('HEAD', key)
    return answer.ok && answer.headers.get('content-length') === String(size)
  }

  async function putInParts(name: string, file: FileHandle, size: number, signal?: AbortSignal): Promise<void> {
    const key = keyOf(name)
    const begun = await accepted(await send('POST', key, { query: { uploads: '' } }))
    const { UploadId: uploadId } = (await tagsOf(begun.bytes.toString(), ['UploadId']))[0] ?? {}
    if (!uploadId) throw new BackupUnusable('The object store began no upload. Is it S3-compatible?')
    try {
      const tags: string[] = []
      for (let number = 1; ; number += 1) {
        const part = await partOf(file, (number - 1) * partBytes, partBytes)
        if (part.length === 0) break
        const query = { partNumber: String(number), uploadId }
        const answer = await accepted(await send('PUT', key, { query, body: part, signal }))
        tags.push(`<Part><PartNumber>${number}</PartNumber><ETag>${answer.headers.get('etag') ?? ''}</ETag></Part>`)
      }
      const body = Buffer.from(`<CompleteMultipartUpload>${tags.join('')}</CompleteMultipartUpload>`)
      const ended = await send('POST', key, { query: { uploadId }, body })
      // An upload that is over may have ended well, with an answer that was lost on its way.
      if (ended.status === 404 && (await isThere(key, size))) return
      // A store may find out that it failed after it has said that all is well.
      const { Code: code } = (await tagsOf((await accepted(ended)).bytes.toString(), ['Code']))[0] ?? {}
      if (code) throw new BackupUnusable(sentenceFor(code, bucket))
    } catch (error) {
      // What was sent would lie there unseen, and cost.
      await send('DELETE', key, { query: { uploadId } }).catch(() => null)
      throw error
    }
  }

  return {
    place: `s3://${[bucket, ...folders].join('/')}`,

    async list() {
      const found: Kept[] = []
      let after: Record<string, string> = {}
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const query = { 'list-type': '2', prefix: `${prefix}lva-`, ...after }
        const answer = await accepted(await send('GET', '', { query }))
        const tags = await tagsOf(answer.bytes.toString(), ['Key', 'Size', 'NextContinuationToken'])
        for (const { Key: key, Size: size } of tags) {
          const name = key?.slice(prefix.length) ?? ''
          const madeAt = madeAtOf(name)
          if (madeAt) found.push({ name, madeAt, bytes: Number(size ?? 0) })
        }
        const token = tags.find((each) => each.NextContinuationToken)?.NextContinuationToken
        if (!token) break
        after = { 'continuation-token': token }
      }
      return newestFirst(found)
    },

    async put(name, path, signal) {
      const file = await open(path, 'r')
      await closing(file, async () => {
        const { size } = await file.stat()
        if (size > partBytes) return putInParts(name, file, size, signal)
        await accepted(await send('PUT', keyOf(name), { body: await partOf(file, 0, partBytes), signal }))
      })
    },

    async fetch(name, path) {
      const file = await open(path, 'w', 0o600)
      return closing(file, async () => {
        for (let at = 0; ; ) {
          const answer = await send('GET', keyOf(name), { headers: { range: `bytes=${at}-${at + partBytes - 1}` } })
          if (answer.status === 404) return false
          // Behind the end, which an object of just so many parts has.
          if (answer.status === 416) return true
          const part = (await accepted(answer)).bytes
          await tellingFull(() => file.writeFile(part))
          at += part.length
          const of = Number(answer.headers.get('content-range')?.split('/')[1] ?? at)
          if (at >= of) return true
        }
      })
    },

    async remove(name) {
      await accepted(await send('DELETE', keyOf(name)))
    },
  }
}

/** An answer with its body, which belongs to the attempt: it may break off as well. */
async function wholeOf(answer: Response) {
  const { ok, status, headers } = answer
  return { ok, status, headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}
type Answer = Awaited<ReturnType<typeof wholeOf>>

async function partOf(file: FileHandle, at: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const part = Buffer.alloc(length)
  let filled = 0
  for (;;) {
    const { bytesRead } = await file.read(part, filled, length - filled, at + filled)
    filled += bytesRead
    if (bytesRead === 0 || filled === length) return part.subarray(0, filled)
  }
}

/** The texts of some tags of an XML answer; a tag that comes again begins a new entry. */
async function tagsOf(xml: string, names: readonly string[]): Promise<Record<string, string>[]> {
  const { Parser } = await import('htmlparser2')
  const found: Record<string, string>[] = []
  let [text, inside] = ['', false]
  const parser = new Parser(
    {
      onopentag(name) {
        inside = names.includes(name)
        text = ''
      },
      ontext(part) {
        if (inside) text += part
      },
      onclosetag(name) {
        if (!inside || !names.includes(name)) return
        const last = found.at(-1)
        if (last && !(name in last)) last[name] = text
        else found.push({ [name]: text })
        inside = false
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(xml)
  return found
}

function sentenceFor(code: string, bucket: string): string {
  if (['AccessDenied', '403'].includes(code))
    return 'The object store does not let this key do that: it has to list, read, write and delete objects of the bucket.'
  if (['InvalidAccessKeyId', 'SignatureDoesNotMatch', '401'].includes(code))
    return 'The object store does not know this key. Check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and S3_REGION.'
  if (['NoSuchBucket', '404'].includes(code)) return `The object store has no bucket called ${bucket}. Check S3_BUCKET.`
  if (code === 'RequestTimeTooSkewed')
    return 'The clock of this machine is wrong, and the object store refuses it. Set it.'
  return `The object store refused (${code.slice(0, 60)}).`
}
