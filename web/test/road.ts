import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The way from a browser to a server, which a test may cut: connections break without a word, and new ones come to nothing. */
export async function openRoad(url: string) {
  const { port } = new URL(url)
  const travelling = new Set<Socket>()
  let cut = false
  const server = createServer((browser) => {
    if (cut) return void browser.destroy()
    const end = connect(Number(port), '127.0.0.1')
    for (const [one, other] of [
      [browser, end],
      [end, browser],
    ] as const) {
      travelling.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        travelling.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const here = (server.address() as AddressInfo).port
  return {
    url: `http://localhost:${here}`,
    cut() {
      cut = true
      for (const socket of travelling) socket.destroy()
    },
    mend() {
      cut = false
    },
    async close() {
      this.cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
