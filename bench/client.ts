import { Worker } from 'node:worker_threads'

/** A client of a server, in a thread of its own, so that what it does itself is not counted as the server's. One request at a time. */
export function createClient(url: string) {
  const worker = new Worker(new URL('./asking.ts', import.meta.url))
  return {
    ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
      const { promise, resolve } = Promise.withResolvers<{ status: number; bytes: number }>()
      worker.once('message', resolve)
      worker.postMessage({
        url: url + path,
        init: { method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, body },
      })
      return promise
    },
    close: () => worker.terminate(),
  }
}
