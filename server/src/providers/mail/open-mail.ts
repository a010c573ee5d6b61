import type { Mail } from './mail.ts'
import type { SmtpNeeds } from './smtp.ts'

/** What sends mail; null where nothing is set up that could. */
export async function openMail(settings: SmtpNeeds | null): Promise<Mail | null> {
  if (!settings) return null
  // Most servers send no mail, and its library takes a while to load.
  const { createSmtp } = await import('./smtp.ts')
  return createSmtp(settings)
}
