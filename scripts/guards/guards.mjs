import { ACCOUNTS } from './accounts.mjs'
import { CALLED } from './callers.mjs'
import { CITING } from './citing.mjs'
import { CONFIGURATION } from './configuration.mjs'
import { CONVERSATION } from './conversation.mjs'
import { FLOOR } from './floor.mjs'
import { HOUSE } from './house.mjs'
import { LOOKING_UP } from './looking-up.mjs'
import { MODEL_CONTEXT } from './mcp.mjs'
import { MOVING } from './moving.mjs'
import { PRIVACY } from './privacy.mjs'
import { TOLD } from './reminders.mjs'
import { LOOKED_UP } from './research.mjs'
import { TELEPHONY } from './telephony.mjs'
import { TOOLS_OF_THE_HOUSE } from './tools.mjs'

/**
 * Every guard that can be switched off: its name, the place in `file` that is the guard (`from`, there exactly once), what stands
 * there without it (`to`), and the test, by file and title, that has to turn red. Where two guards stand behind each other, `more`
 * switches the second one off; `waits` is a test that waits for what then never happens. The claims in docs/security/claims.json name them.
 */
export const GUARDS = [
  ...ACCOUNTS,
  ...FLOOR,
  ...CONVERSATION,
  ...CONFIGURATION,
  ...HOUSE,
  ...LOOKED_UP,
  ...CITING,
  ...LOOKING_UP,
  ...MOVING,
  ...PRIVACY,
  ...TOLD,
  ...CALLED,
  ...TELEPHONY,
  ...MODEL_CONTEXT,
  ...TOOLS_OF_THE_HOUSE,
]
