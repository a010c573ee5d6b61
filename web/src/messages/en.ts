import { accounts } from './accounts.en.ts'
import { administration } from './administration.en.ts'
import { analysis } from './analysis.en.ts'
import { attachments } from './attachments.en.ts'
import { backups } from './backups.en.ts'
import { changing } from './changing.en.ts'
import { coach } from './coach.en.ts'
import { conversation } from './conversation.en.ts'
import { documents } from './documents.en.ts'
import { ears } from './ears.en.ts'
import { feedback } from './feedback.en.ts'
import { frame } from './frame.en.ts'
import { goals } from './goals.en.ts'
import { insights } from './insights.en.ts'
import { keys } from './keys.en.ts'
import { knowledge } from './knowledge.en.ts'
import { learnt } from './learnt.en.ts'
import { leaving } from './leaving.en.ts'
import { library } from './library.en.ts'
import { live } from './live.en.ts'
import { mailed } from './mailed.en.ts'
import { mcp } from './mcp.en.ts'
import { memories } from './memories.en.ts'
import { microphone } from './microphone.en.ts'
import { phone } from './phone.en.ts'
import { pictures } from './pictures.en.ts'
import { preferences } from './preferences.en.ts'
import { privacy } from './privacy.en.ts'
import { reminded } from './reminded.en.ts'
import { reminders } from './reminders.en.ts'
import { research } from './research.en.ts'
import { restore } from './restore.en.ts'
import { reviews } from './reviews.en.ts'
import { rooms } from './rooms.en.ts'
import { saved } from './saved.en.ts'
import { search } from './search.en.ts'
import { settings } from './settings.en.ts'
import { soundless } from './soundless.en.ts'
import { sources } from './sources.en.ts'
import { status } from './status.en.ts'
import { today } from './today.en.ts'
import { tokens } from './tokens.en.ts'
import { toolServers } from './tool-servers.en.ts'
import { tools } from './tools.en.ts'
import { toolsAtWork } from './tools-at-work.en.ts'
import { use } from './use.en.ts'
import { welcome } from './welcome.en.ts'

/** Every text of the app in English, by section. The page never loads this file: each part of the app brings its own section. */
export const en = {
  feedback,
  frame,
  goals,
  keys,
  insights,
  changing,
  coach,
  accounts,
  library,
  documents,
  saved,
  search,
  settings,
  conversation,
  ears,
  learnt,
  leaving,
  live,
  mailed,
  mcp,
  'tool-servers': toolServers,
  memories,
  knowledge,
  microphone,
  phone,
  pictures,
  preferences,
  privacy,
  reminded,
  reminders,
  research,
  restore,
  reviews,
  rooms,
  today,
  tokens,
  tools,
  toolsAtWork,
  administration,
  analysis,
  attachments,
  backups,
  soundless,
  sources,
  status,
  use,
  welcome,
}
