import type { ClientFrame, ServerFrame } from '@lva/contracts/socket'
import type { Page } from 'playwright-core'

type Frame = ClientFrame | ServerFrame

/** All that a page and its server say to each other over sockets, in order, with the time it was said. Sound is counted, not kept. */
export function overheard(page: Page) {
  const frames: { at: number; from: 'page' | 'server'; frame: Frame }[] = []
  let sockets = 0
  let session = ''
  page.on('websocket', (socket) => {
    sockets += 1
    session = new URL(socket.url()).pathname.replace('/ws/', '')
    const note =
      (from: 'page' | 'server') =>
      ({ payload }: { payload: string | Buffer }) => {
        if (typeof payload !== 'string') return
        frames.push({ at: performance.now(), from, frame: JSON.parse(payload) })
      }
    socket.on('framesent', note('page'))
    socket.on('framereceived', note('server'))
  })
  const of = <Type extends Frame['type']>(type: Type) =>
    frames.flatMap(({ at, frame }) =>
      frame.type === type ? [{ at, ...(frame as Extract<Frame, { type: Type }>) }] : [],
    )
  return {
    frames,
    of,
    /** The session the page talks in. */
    get session() {
      return session
    },
    get sockets() {
      return sockets
    },
  }
}
