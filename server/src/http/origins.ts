const LOCALHOST = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/

/** True when a page of `origin` may call us from elsewhere (CORS). */
export function corsAllows(
  origin: string | undefined,
  { corsOrigins, allowLocalhost }: { corsOrigins: readonly string[]; allowLocalhost: boolean },
): boolean {
  if (!origin) return false
  const spelt = withoutSlash(origin)
  if (corsOrigins.some((allowed) => allowed === '*' || withoutSlash(allowed) === spelt)) return true
  return allowLocalhost && LOCALHOST.test(spelt)
}

/**
 * True when a socket may be opened: its origin is a listed one, the public address, or the page's own (the origin's
 * host equals the `Host` header). A client without any origin is no browser and has to show a token of its own.
 */
export function originAllowed(asked: {
  origin: string | undefined
  host: string | undefined
  corsOrigins: readonly string[]
  publicUrl: string | null
  validate: boolean
  allowLocalhost?: boolean
}): boolean {
  if (!asked.validate || asked.origin === undefined) return true
  if (corsAllows(asked.origin, { corsOrigins: asked.corsOrigins, allowLocalhost: asked.allowLocalhost ?? false }))
    return true
  const origin = URL.canParse(asked.origin) ? new URL(asked.origin) : null
  if (!origin) return false
  if (asked.publicUrl !== null && origin.origin === new URL(asked.publicUrl).origin) return true
  return asked.host !== undefined && origin.host === hostWithoutDefaultPort(asked.host, origin.protocol)
}

const withoutSlash = (origin: string) => origin.replace(/\/$/, '').toLowerCase()

// `URL.host` leaves out the scheme's own port, a `Host` header may spell it.
function hostWithoutDefaultPort(host: string, protocol: string): string {
  return host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, '')
}
