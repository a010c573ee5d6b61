type Data = { to: string; off: string }

/** A notification as the browser takes it; its type in TypeScript leaves out the buttons. */
type Notice = { title: string; options: NotificationOptions & { actions?: { action: string; title: string }[] } }

/** What is shown for a message from our server. A browser wants something shown for every message, also for one that says nothing. */
export function noticeFor(message: string): Notice {
  const said = fields(message)
  const word = (name: string) => (typeof said[name] === 'string' ? said[name] : '')
  const off = word('off')
  return {
    title: word('title') || 'Learning Voice Agent',
    options: {
      body: word('text'),
      // A later one of the same kind takes its place.
      tag: word('kind') || 'reminder',
      icon: '/icon-192.png',
      data: { to: word('to'), off } satisfies Data,
      ...(off ? { actions: [{ action: 'off', title: word('no_more') }] } : {}),
    },
  }
}

/** Where a notification leads, a page of this app whatever it says, and what turns its kind off. */
export function pageOf(data: unknown): Data {
  const { to = '', off = '' } = (data ?? {}) as Partial<Record<string, unknown>>
  const ours = typeof to === 'string' && to.startsWith('/') && !to.startsWith('//') && !to.includes('\\')
  return { to: ours ? to : '/today', off: typeof off === 'string' ? off : '' }
}

function fields(message: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(message)
    return read && typeof read === 'object' ? (read as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
