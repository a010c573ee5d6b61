import type { Accounts } from './accounts/accounts.ts'
import { withoutOrders } from './conversation/grounds/orders.ts'
import type { Clock } from './providers/clock.ts'
import { calculate } from './tools/calculate.ts'
import { createTools } from './tools/tools.ts'

/** What the companion does besides speaking: tools, and looking things up. Each is handed what it needs of the others. */
export function createLookingUp({ settingsOf, clock }: { settingsOf: Accounts['settingsOf']; clock: Clock }) {
  const tools = createTools({
    ...{ settingsOf, clock, withoutOrders },
    asksToLookUp: () => false,
    tools: [calculate],
  })
  return { tools }
}
