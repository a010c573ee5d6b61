import { ACCOUNTS } from './accounts/personal-data.ts'
import { ANALYSIS } from './analysis/personal-data.ts'
import { AUDIT } from './audit/personal-data.ts'
import { CONVERSATION } from './conversation/personal-data.ts'
import { FLOOR, type FolderData, type PersonalData } from './db/personal-data.ts'
import type { Tables } from './db/tables.ts'
import { DOCUMENTS } from './documents/personal-data.ts'
import { FACTS } from './facts/personal-data.ts'
import { FEEDBACK } from './feedback/personal-data.ts'
import { FILES } from './files/personal-data.ts'
import { GOALS } from './goals/personal-data.ts'
import { INSIGHTS } from './insights/personal-data.ts'
import { KNOWLEDGE } from './knowledge/personal-data.ts'
import { MEMORIES } from './memories/personal-data.ts'
import { MEMORY } from './memory/personal-data.ts'
import { OPERATIONS } from './operations/personal-data.ts'
import { PICTURES } from './pictures/personal-data.ts'
import { PREFERENCES } from './preferences/personal-data.ts'
import { PRIVACY } from './privacy/personal-data.ts'
import { QUOTAS } from './quotas/personal-data.ts'
import { RECORDINGS } from './recordings/personal-data.ts'
import { REMINDERS } from './reminders/personal-data.ts'
import { REVIEWS } from './reviews/personal-data.ts'
import type { dataPlaces } from './settings.ts'
import { TELEPHONY } from './telephony/personal-data.ts'
import { TOOL_SERVERS } from './tool-servers/personal-data.ts'
import { TUTORING } from './tutoring/personal-data.ts'
import { VOICE } from './voice/personal-data.ts'
import { WATCHING } from './watching/personal-data.ts'

/** Every slice that has tables, with what it says about them, in the order of the export: recordings come before the turns that need them. */
const SLICES = {
  accounts: ACCOUNTS,
  recordings: RECORDINGS,
  files: FILES,
  documents: DOCUMENTS,
  pictures: PICTURES,
  conversation: CONVERSATION,
  facts: FACTS,
  goals: GOALS,
  reviews: REVIEWS,
  insights: INSIGHTS,
  tutoring: TUTORING,
  memory: MEMORY,
  memories: MEMORIES,
  knowledge: KNOWLEDGE,
  analysis: ANALYSIS,
  feedback: FEEDBACK,
  preferences: PREFERENCES,
  quotas: QUOTAS,
  reminders: REMINDERS,
  telephony: TELEPHONY,
  voice: VOICE,
  privacy: PRIVACY,
  audit: AUDIT,
  operations: OPERATIONS,
  watching: WATCHING,
  toolServers: TOOL_SERVERS,
  floor: FLOOR,
}

type Said = typeof SLICES
type SpokenFor = { [Slice in keyof Said]: keyof Said[Slice] }[keyof Said]

const said = Object.assign({}, ...Object.values(SLICES)) as PersonalData<SpokenFor>
/** Every table of the house and what it holds about people. A table that no slice speaks for does not compile. */
export const PERSONAL_DATA: PersonalData<keyof Tables> = said

/** The slices that hold something about people. `main.ts` has to name a verb for each that erases it. */
export type Holder = {
  [Slice in keyof Said]: true extends Extract<Said[Slice][keyof Said[Slice]], { personal: boolean }>['personal']
    ? Slice
    : never
}[keyof Said]

/** Folders of the data folder in which files lie. */
export type DataFolder = Exclude<keyof ReturnType<typeof dataPlaces>, 'folder' | 'names' | 'lock'>

/** Every folder with files and what they hold about people. A folder nobody speaks for does not compile. */
export const FOLDERS: Record<DataFolder, FolderData> = {
  recordings: {
    personal: true,
    holds: 'the recordings of your voice themselves',
    kept: 'Until their words are written down; longer only if you choose so under You, counted from when you spoke.',
    exported: 'recording_files',
  },
  takes: {
    personal: true,
    holds: 'what you are saying in a live conversation, while you say it',
    kept: 'Until the turn is over; what a stopped server left becomes a recording at its next start.',
    exported: { not: 'It is there for moments only.' },
  },
  files: {
    personal: true,
    holds: 'the documents and pictures you gave, as they came',
    kept: 'Until you remove them.',
    exported: 'given_files',
  },
  exports: {
    personal: true,
    holds: 'exports you asked for and files you bring in',
    kept: 'Exports for seven days; a file you bring in until it has been read.',
    exported: { not: 'An export would hold every earlier one.' },
  },
  snapshots: {
    personal: true,
    holds: 'copies of the whole database, taken before an update of this program changes it',
    kept: 'The newest three, and none from before the latest erasure of an account.',
    exported: { not: 'Copies of what is exported anyway.' },
  },
  backups: {
    personal: true,
    holds: 'sealed copies of everything, so that nothing is lost when a disk is',
    kept: 'Each night’s for 30 days, the last of a week for three months, the last of a month for a year, unless the operator chose otherwise. An account that was erased is erased again before a copy is used.',
    exported: { not: 'Copies of what is exported anyway.' },
  },
  temporary: {
    personal: true,
    holds:
      'sound that is being written down or spoken by a program of this server, and cards that are brought in or taken along',
    kept: 'For the moment it takes; what a stopped server left goes at its next start.',
    exported: { not: 'It is there for a moment only.' },
  },
  models: { personal: false, because: 'Sentence models as their makers publish them.' },
  erasures: { personal: false, because: 'Keyed hashes of accounts that are gone or are to go, and dates.' },
}
