import { isIPv4 } from 'node:net'
import { householdOf } from '../http/household.ts'

/**
 * The network an address belongs to: /24 of IPv4, /64 of IPv6. Whoever guesses passwords from home can change the rest of the address at
 * will. What is no address stands for itself.
 */
export function networkOf(address: string): string {
  const household = householdOf(address)
  return isIPv4(household) ? `${household.split('.').slice(0, 3).join('.')}.0/24` : household
}
