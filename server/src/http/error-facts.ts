// Their messages are written here, word by word, and hold nothing of what anybody said or typed.
const OURS = new Set([
  'CommandFailed',
  'DataFolderInUse',
  'DatabaseUnusable',
  'OutgoingRefused',
  'Problem',
  'ProviderError',
  'TokenRefused',
  'VaultError',
])
const LINKS_MAX = 8
const HIDDEN = '[message hidden]'

/** What the log says of an error. */
interface ErrorFacts {
  type: string
  message: string
  code?: string
  status?: number
  /** With that of its causes. */
  stack: string
}

/**
 * What the log may say of an error and its causes. Messages that vendors, the database or the engine make quote what they stumbled over,
 * which may be what somebody said, so they are left out: the type, the code and the places in the code say what happened. A message is
 * kept when it was written in this code.
 */
export function errorFacts(error: unknown): ErrorFacts | { type: string } {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined
  return {
    type: error.constructor.name,
    message: messageOf(error),
    ...(code !== undefined && /^[\w.-]{1,60}$/.test(code) && { code }),
    ...(status !== undefined && { status }),
    stack: chain(error)
      .map(({ link, message }) => `${link.constructor.name}: ${message}\n${places(link).join('\n')}`)
      .join('\ncaused by: '),
  }
}

function messageOf(error: Error): string {
  if (OURS.has(error.name)) return error.message
  if (error.constructor !== Error) return HIDDEN
  const [first = ''] = places(error)
  return first === '' || /node_modules|node:|\(<anonymous>\)$/.test(first) ? HIDDEN : error.message
}

// The lines before them repeat the message, which may have several.
function places({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^ {4}at .*(:\d+:\d+\)?|<anonymous>\)?|\(native\))$/.test(line))
}

function chain(error: Error): { link: Error; message: string }[] {
  const links: { link: Error; message: string }[] = []
  let fromVendor = false
  for (let link: unknown = error; link instanceof Error && links.length < LINKS_MAX; link = link.cause) {
    links.push({ link, message: fromVendor ? HIDDEN : messageOf(link) })
    // Whoever made it, what is behind a provider's failure repeats the vendor's words.
    fromVendor ||= link.name === 'ProviderError'
  }
  return links
}
