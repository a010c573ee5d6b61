import { FILE_BYTES_MAX } from '@lva/contracts/file-limits'
import { readonly, ref, shallowRef } from 'vue'
import type { Api } from '../api/api.ts'

/** A file on its way to the server. */
export interface Upload {
  id: number
  name: string
  state: 'waiting' | 'sending' | 'failed'
  /** Why it failed: what the server said, or `too-large`. */
  fault: unknown
}

/** So many at once: the connection is shared, and the server takes only so much of one learner. */
const AT_ONCE = 2

/** Sends files, some at a time. `pathOf` says where to; `arrived` is told what the server made of each. */
export function createUploads<Given>({
  api,
  pathOf,
  arrived,
}: {
  api: Pick<Api, 'upload'>
  pathOf: (file: File) => string
  arrived: (given: Given, file: File) => void
}) {
  const list = shallowRef<readonly Upload[]>([])
  const files = new Map<number, File>()
  const sending = new Map<number, AbortController>()
  const begun = ref(0)

  function change(id: number, values: Partial<Upload>) {
    list.value = list.value.map((upload) => (upload.id === id ? { ...upload, ...values } : upload))
  }

  function drop(id: number) {
    files.delete(id)
    list.value = list.value.filter((upload) => upload.id !== id)
  }

  function next() {
    const waiting = list.value.find(({ state }) => state === 'waiting')
    if (!waiting || sending.size >= AT_ONCE) return
    void send(waiting)
    next()
  }

  async function send({ id }: Upload) {
    const file = files.get(id)
    if (!file) return
    const leaving = new AbortController()
    sending.set(id, leaving)
    change(id, { state: 'sending', fault: null })
    try {
      const given = await api.upload<Given>(pathOf(file), file, { signal: leaving.signal })
      drop(id)
      arrived(given, file)
    } catch (fault) {
      if (leaving.signal.aborted) drop(id)
      else change(id, { state: 'failed', fault })
    } finally {
      sending.delete(id)
      next()
    }
  }

  return {
    list: readonly(list),

    /** Sends these files, one after the other where there are many. */
    add(given: Iterable<File>) {
      for (const file of given) {
        const id = ++begun.value
        const tooLarge = file.size > FILE_BYTES_MAX
        if (!tooLarge) files.set(id, file)
        const upload: Upload = {
          id,
          name: file.name,
          state: tooLarge ? 'failed' : 'waiting',
          fault: tooLarge ? 'too-large' : null,
        }
        list.value = [...list.value, upload]
      }
      next()
    },

    retry(id: number) {
      change(id, { state: 'waiting', fault: null })
      next()
    },

    /** Does not send a file, or takes one that failed off the list. */
    cancel(id: number) {
      const leaving = sending.get(id)
      if (leaving) leaving.abort()
      else drop(id)
    },

    canRetry: (id: number) => files.has(id),
  }
}
