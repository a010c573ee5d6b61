import { createHmac } from 'node:crypto'

const LETTERS = 12

/**
 * How a telephone number is called in logs: always the same name for the same number, and nobody without this installation's secret finds
 * the number from it.
 */
export function createNumberNames(secret: string): (number: string) => string {
  const key = createHmac('sha256', secret).update('names of telephone numbers').digest()
  return (number) => createHmac('sha256', key).update(number).digest('base64url').slice(0, LETTERS)
}
