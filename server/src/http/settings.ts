/** What the HTTP floor is told by the configuration. */
export interface HttpSettings {
  /** Where people reach the server, e.g. `https://learn.example.org`; null: not said. */
  publicUrl: string | null
  /** Origins that may call from another page; `*` means any (refused in production by the configuration). */
  corsOrigins: readonly string[]
  /** Development: `localhost` and `127.0.0.1` on any port may call as well. */
  allowLocalhost: boolean
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers are believed. */
  trustedProxies: readonly string[]
  /** `WEBSOCKET_ORIGIN_VALIDATION`. */
  checkSocketOrigin: boolean
  /** `ADMIN_API_KEY`: opens what administrators may read; null: nobody has one. */
  adminKey: string | null
  /** At once, over all and from one address. */
  connections: { total: number; perAddress: number }
  /** Refuses new work while the event loop cannot keep up. */
  shedLoad: boolean
  securityHeaders: SecurityHeaderSettings
  rateLimits: RateLimitSettings
}

/** The `SECURITY_*` switches. */
export interface SecurityHeaderSettings {
  enabled: boolean
  csp: boolean
  cspReportOnly: boolean
  hsts: boolean
  /** Seconds. */
  hstsMaxAge: number
  hstsPreload: boolean
}

/** The `RATE_LIMIT_*` settings; both limits are requests per minute. */
export interface RateLimitSettings {
  enabled: boolean
  requestsPerMinute: number
  authRequestsPerMinute: number
}
