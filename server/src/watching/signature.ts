import { createHmac } from 'node:crypto'

/**
 * What proves that a message comes from here: HMAC-SHA256 over its time and its body. Whoever takes it compares it in constant time, and
 * refuses times that are minutes away.
 */
export function signatureOf(secret: string, { timestamp, body }: { timestamp: string; body: string }): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}
