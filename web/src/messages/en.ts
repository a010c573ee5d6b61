import { accounts } from './accounts.en.ts'
import { conversation } from './conversation.en.ts'
import { frame } from './frame.en.ts'
import { library } from './library.en.ts'
import { settings } from './settings.en.ts'

/** Every text of the app in English. An area keeps its texts in a section file of its own and adds it here. */
export const en = { ...frame, ...accounts, ...library, ...settings, ...conversation } as const
