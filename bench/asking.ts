import { parentPort } from 'node:worker_threads'

// A client in a thread of its own, so that what it does itself is not counted as the server's.
parentPort?.on('message', async ({ url, init }: { url: string; init: RequestInit }) => {
  const answer = await fetch(url, init)
  const bytes = (await answer.arrayBuffer()).byteLength
  parentPort?.postMessage({ status: answer.status, bytes })
})
