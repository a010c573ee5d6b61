import type { mailed } from '../accounts/mailed.en.ts'
import type { mcpAddress } from '../accounts/mcp-address.en.ts'
import type { accounts } from '../accounts/messages.en.ts'
import type { tokens } from '../accounts/tokens.en.ts'
import type { backups } from '../administration/backups.en.ts'
import type { administration } from '../administration/messages.en.ts'
import type { status } from '../administration/status.en.ts'
import type { toolServers } from '../administration/tool-servers.en.ts'
import type { analysis } from '../analysis/messages.en.ts'
import type { attachments } from '../attachments/messages.en.ts'
import type { changing } from '../conversation/changing.en.ts'
import type { conversation } from '../conversation/messages.en.ts'
import type { notHeard } from '../conversation/not-heard.en.ts'
import type { sources } from '../conversation/sources.en.ts'
import type { talkWelcome } from '../conversation/talk-welcome.en.ts'
import type { toolsAtWork } from '../conversation/tools-at-work.en.ts'
import type { documents } from '../documents/messages.en.ts'
import type { feedback } from '../feedback/messages.en.ts'
import type { firstSteps } from '../frame/first-steps.en.ts'
import type { keysDialog } from '../frame/keys-dialog.en.ts'
import type { todayLinks } from '../frame/today-links.en.ts'
import type { goals } from '../goals/messages.en.ts'
import type { insights } from '../insights/messages.en.ts'
import type { knowledge } from '../knowledge/messages.en.ts'
import type { learntLinks } from '../library/learnt-links.en.ts'
import type { library } from '../library/messages.en.ts'
import type { memories } from '../memories/messages.en.ts'
import type { leavingDialog } from '../outbox/leaving-dialog.en.ts'
import type { phone } from '../phone/messages.en.ts'
import type { pictures } from '../pictures/messages.en.ts'
import type { preferences } from '../preferences/messages.en.ts'
import type { privacy } from '../privacy/messages.en.ts'
import type { reminders } from '../reminders/messages.en.ts'
import type { reminded } from '../reminders/reminded.en.ts'
import type { research } from '../research/messages.en.ts'
import type { restoring } from '../restoring/messages.en.ts'
import type { reviews } from '../reviews/messages.en.ts'
import type { search } from '../search/messages.en.ts'
import type { today } from '../today/messages.en.ts'
import type { tools } from '../tools/messages.en.ts'
import type { savedAtOnce } from '../ui/saved-at-once.en.ts'
import type { browserRecogniserDialog } from '../voice/browser-recogniser-dialog.en.ts'
import type { live } from '../voice/live/messages.en.ts'
import type { microphoneAtWork } from '../voice/microphone-at-work.en.ts'
import type { you } from '../you/messages.en.ts'
import type { myUse } from '../you/my-use.en.ts'
import type { everywhere } from './everywhere.en.ts'

/** Every text of the app in English. Only its type is here: each part of the app brings its own texts. */
export type English = typeof mailed &
  typeof mcpAddress &
  typeof accounts &
  typeof tokens &
  typeof backups &
  typeof administration &
  typeof status &
  typeof toolServers &
  typeof analysis &
  typeof attachments &
  typeof changing &
  typeof conversation &
  typeof notHeard &
  typeof sources &
  typeof talkWelcome &
  typeof toolsAtWork &
  typeof documents &
  typeof feedback &
  typeof firstSteps &
  typeof keysDialog &
  typeof todayLinks &
  typeof goals &
  typeof insights &
  typeof knowledge &
  typeof learntLinks &
  typeof library &
  typeof memories &
  typeof everywhere &
  typeof leavingDialog &
  typeof phone &
  typeof pictures &
  typeof preferences &
  typeof privacy &
  typeof reminders &
  typeof reminded &
  typeof research &
  typeof restoring &
  typeof reviews &
  typeof search &
  typeof today &
  typeof tools &
  typeof savedAtOnce &
  typeof browserRecogniserDialog &
  typeof live &
  typeof microphoneAtWork &
  typeof you &
  typeof myUse
