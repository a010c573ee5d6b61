import { EXPORT_DAYS, GRACE_DAYS, type Recipient } from '@lva/contracts/privacy'
import type { FolderData, TableData } from '../db/personal-data.ts'
import type { KeepingLimits } from './keeping.ts'

/** What the legal pages are made from: the declarations and the running configuration. */
export interface LegalFacts {
  operator: { name: string | null; contact: string | null }
  recipients: readonly Recipient[]
  tables: Readonly<Record<string, TableData>>
  folders: Readonly<Record<string, FolderData>>
  limits: KeepingLimits
  /** How long the log of what was done to accounts knows network addresses. */
  addressDays: number
  registration: 'open' | 'invite' | 'closed'
  engine: 'sqlite' | 'postgres'
  cookie: { name: string; path: string }
  /** How long a sign-in, and its cookie, lasts without being used. */
  signInDays: number
}

/** A part of a legal page: a heading, and paragraphs or lists under it. */
export interface LegalSection {
  heading: string
  text: Array<string | readonly string[]>
}

/** A legal page, to be shown or read by a program. */
export interface LegalPage {
  name: LegalName
  title: string
  sections: LegalSection[]
}

export const LEGAL_NAMES = ['privacy', 'terms', 'cookies'] as const
export type LegalName = (typeof LEGAL_NAMES)[number]

/** Writes a legal page. It says what this program does as it is configured here, and nothing it does not do. Pure. */
export function legalPage(name: LegalName, facts: LegalFacts): LegalPage {
  return { name, ...PAGES[name](facts) }
}

const PAGES: Record<LegalName, (facts: LegalFacts) => Omit<LegalPage, 'name'>> = { privacy, terms, cookies }

function privacy(facts: LegalFacts): Omit<LegalPage, 'name'> {
  const { recipients, tables, folders, limits, addressDays, engine } = facts
  return {
    title: 'Privacy',
    sections: [
      { heading: 'Who runs this server', text: [operator(facts)] },
      {
        heading: 'What is kept about you, and for how long',
        text: [
          'Everything below belongs to one account, and is shown to its owner only. Whoever runs this server could look into the database; others get what is said further down.',
          [...Object.values(tables), ...Object.values(folders)].flatMap((said) =>
            said.personal ? [`${capital(said.holds)}. ${said.kept}`] : [],
          ),
          ...limitsOf(limits),
          `Network addresses leave the log of what was done to accounts ${addressDays === 0 ? 'in the following night' : `after ${days(addressDays)}`}.`,
          'The server’s log names no words, names, e-mail addresses, passwords or tokens.',
        ],
      },
      { heading: 'Who else is given something', text: recipientsTold(recipients) },
      {
        heading: 'Your browser’s own recogniser and voice',
        text: [
          'Where this server does not write speech down itself, your browser can. Some browsers send your voice to their maker for it, so you are asked first, by name, and can take it back under You.',
        ],
      },
      {
        heading: 'Reminders',
        text: [
          'Where you have yourself reminded in a browser, the push service of its maker carries what you are told: kinds and numbers, sealed so that this browser alone can read them. The service learns that something was sent to this browser, and when. Mails with reminders go to an address you have verified, and only if you asked for them.',
        ],
      },
      {
        heading: 'Taking your data with you',
        text: [
          `Under You → Your data you can download everything, as JSON, as tables (CSV) or as pages to read (Markdown). An export can be fetched for ${EXPORT_DAYS} days. Turns, recordings and settings can be brought in again from it, here or on another server; documents, pictures and memories cannot. Left out are only these:`,
          Object.entries(tables).flatMap(([table, said]) => leftOut(table, said)),
        ],
      },
      {
        heading: 'Having everything erased',
        text: [
          `You can ask for it under You → Your data. For ${GRACE_DAYS} days everything stays as it is and you can change your mind; then your account and all that is listed above is removed, with its search index.`,
          engine === 'sqlite'
            ? 'What is removed is overwritten in the database file.'
            : 'The database (PostgreSQL) gives the space free and overwrites it in the course of its own upkeep.',
          'The log of what was done to accounts keeps its lines, in which you were a random pseudonym; what led from it to you is removed. A keyed hash of your account’s id and the date are kept, so that your account is erased again should an older copy of the database ever be put back. Copies the operator made outside this program are not reached.',
        ],
      },
      {
        heading: 'What this program does not do',
        text: [
          'It sends nothing to its makers, shows no advertising, loads nothing from other sites, and makes no profile of you for anybody else.',
        ],
      },
    ],
  }
}

function terms({ registration, ...facts }: LegalFacts): Omit<LegalPage, 'name'> {
  const door = {
    open: 'Anybody may sign up.',
    invite: 'You need an invitation to sign up.',
    closed: 'Accounts are made by whoever runs this server.',
  }
  return {
    title: 'Terms',
    sections: [
      { heading: 'Who runs this server', text: [operator(facts as LegalFacts)] },
      {
        heading: 'Your account',
        text: [
          `${door[registration]} Whoever runs this server can suspend an account; what is stored in it stays until it is erased.`,
        ],
      },
      {
        heading: 'What you say',
        text: ['It stays yours. This program uses it to answer you, to find it again and to make the notes you see.'],
      },
      {
        heading: 'What is answered',
        text: [
          'Answers are made by a machine and can be wrong. Each says who gave it. Check what matters before you rely on it.',
        ],
      },
      {
        heading: 'The program',
        text: [
          'Learning Voice Agent is free software under the MIT licence and comes without warranty. This server may be unreachable, and limits how often one person may call it.',
        ],
      },
    ],
  }
}

function cookies({ cookie, signInDays }: LegalFacts): Omit<LegalPage, 'name'> {
  return {
    title: 'Cookies and what is kept on your device',
    sections: [
      {
        heading: 'One cookie',
        text: [
          `${cookie.name} keeps you signed in. It is sent to ${cookie.path} of this server only, no script can read it, no other site can cause it to be sent, and it goes when you sign out, or ${signInDays} days after you were last here.`,
          'There is no other cookie, and none of anybody else. Programs that use the API need none.',
        ],
      },
      {
        heading: 'Kept by the page itself, on your device',
        text: [
          [
            'Who was here last, and how the page should look, until you sign out or clear it.',
            'The session you were in and a draft you did not send.',
            'Words said without a network, until the server has them, and what you say hands-free until it is safe there.',
            'Which microphone and loudspeaker you chose.',
            'Whether you are reminded in this browser.',
            'The page’s own files, so that it opens without a network.',
          ],
        ],
      },
    ],
  }
}

function operator({ operator: { name, contact } }: LegalFacts): string {
  const who = name ? `${name} runs this server.` : 'Whoever gave you this address runs this server.'
  return contact ? `${who} Contact: ${contact}.` : `${who} They have not said here how to reach them.`
}

function recipientsTold(recipients: readonly Recipient[]): LegalSection['text'] {
  if (recipients.length === 0)
    return [
      'Nobody. What you say is answered, written down and spoken on this server, as far as it is set up to do so.',
    ]
  const what = {
    words: 'what you say, what you said before where it belongs to it, and your name, to answer you',
    speech: 'recordings of your voice, to write them down',
    replies: 'answers, to speak them',
    pictures: 'pictures you keep, to say what they show and what is written in them',
    queries: 'words of yours, when you have something looked up, and not your name',
  }
  const searched = recipients.some(({ gets }) => gets === 'queries')
  return [
    'To do its work, this server sends:',
    recipients.map(
      ({ name, host, model, gets, outside }) =>
        `${capital(what[gets])}: to ${name}${name === host ? '' : ` (${host})`}${model ? `, model ${model}` : ''}${outside ? '' : ', a server in the operator’s own network'}.`,
    ),
    ...(searched ? [LOOKED_UP] : []),
    'What they do with it is in their own terms. You agree to it by signing up here; the page you talk on names who answers.',
  ]
}

const LOOKED_UP =
  'Nothing is looked up unless you ask for it, or allow it always under You; there you can forbid it as well. What is sent then are words you said in that conversation, and general words of searching; nothing of what is kept about you, and nothing that tells who asks. Pages that were found may be fetched by this server: their sites learn this server’s address and which page it was, and not that it was for you. A search server of the operator’s (SearXNG) passes the words on to search engines.'

function limitsOf({ recordingsDays, transcriptsDays }: KeepingLimits): string[] {
  return [
    transcriptsDays === null ? [] : [`On this server no turn is kept longer than ${days(transcriptsDays)}.`],
    recordingsDays === null
      ? []
      : [`On this server no recording is kept longer than ${days(recordingsDays)} once its words are written down.`],
  ].flat()
}

function leftOut(table: string, said: TableData): string[] {
  if (!said.personal) return []
  if ('not' in said.exported) return [`${capital(said.holds)}: ${said.exported.not}`]
  return Object.entries(said.exported.without ?? {}).map(([column, why]) => `${table}.${column}: ${why}`)
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const days = (count: number) => (count === 1 ? 'one day' : `${count} days`)
