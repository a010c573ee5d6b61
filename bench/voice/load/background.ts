import { setTimeout as pause } from 'node:timers/promises'

/** Somebody else keeps the house busy meanwhile: types turns, searches, reads statistics, ends sessions (which makes jobs). */
export function backgroundWork(url: string, token: string) {
  let stopped = false
  const done = { turns: 0, searches: 0, reads: 0, ended: 0, refused: 0 }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  async function ask(path: string, body?: unknown) {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) done.refused++
    await answer.arrayBuffer()
  }
  async function work(n: number) {
    while (!stopped) {
      const session = `typed-${n}-${done.turns}`
      for (const text of [
        'Water boils earlier in the mountains.',
        'The moon makes the tides.',
        'Sleep helps to remember.',
      ]) {
        await ask('/api/conversation', { text, session_id: session })
        done.turns++
      }
      await ask('/api/search', { query: 'moon water', limit: 20 })
      done.searches++
      await ask('/api/stats')
      done.reads += 1
      await ask(`/api/conversation/sessions/${session}/end`, {})
      done.ended++
      await pause(50)
    }
  }
  const working = Promise.all([0, 1, 2, 3].map(work))
  return {
    /** What was done. */
    async stop(): Promise<string> {
      stopped = true
      await working
      return Object.entries(done)
        .map(([what, count]) => `${count} ${what}`)
        .join(', ')
    },
  }
}
