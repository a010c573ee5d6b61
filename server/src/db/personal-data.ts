import type { Tables } from './tables.ts'

/** A table that holds nothing about a person. */
interface Impersonal {
  personal: false
  /** Why not, for whoever checks it. */
  because: string
}

/** A table whose rows are somebody's. */
interface Personal<Column extends string> {
  personal: true
  /** What it holds, as a phrase of the privacy page. */
  holds: string
  /** How long, as a sentence of the privacy page. */
  kept: string
  /** The column with the person's id, or with their pseudonym in the audit log; or how else their rows are found. */
  owner: Column | { pseudonym: Column } | { foundBy: string }
  /** How it stands in a learner's export, or why it does not. */
  exported: Exported<Column> | { not: string }
}

/** How a table stands in the export. Every column is in it that is not named in `without`. */
export interface Exported<Column extends string = string> {
  /** Name of the store. */
  as: string
  /** The column by which its rows are read page by page; unique for one owner. */
  by: Column
  /** What somebody has to leave out to leave it out; without one it is always there. */
  part?: ExportPart
  /** Columns that are left out, each with the reason. */
  without?: Partial<Record<Column, string>>
  /** Columns whose text is JSON and is exported as what it says. */
  json?: readonly Column[]
  /** There is one row only; it is exported as an object and no list. */
  single?: true
  /** JSON columns that are a store of their own. */
  apart?: Partial<Record<Column, { as: string; part: ExportPart }>>
}

/** A part of the export that can be left out. */
export type ExportPart = 'conversations' | 'sessions' | 'preferences'

/** What is said about one table. */
export type TableData<Column extends string = string> = Personal<Column> | Impersonal

/**
 * What a slice says about the tables it owns, in its `personal-data.ts`. `server/src/personal-data.ts` puts all of them together; a table
 * nobody speaks for does not compile.
 */
export type PersonalData<Names extends keyof Tables> = {
  readonly [Name in Names]: TableData<keyof Tables[Name] & string>
}

/** What the floor holds. */
export const FLOOR = {
  installation: { personal: false, because: 'Facts about the installation, such as its id.' },
  jobs: {
    personal: true,
    holds:
      'work that waits to be done for you, such as answering a turn or sending you a mail; it names turns and addresses and repeats no words',
    kept: 'Until it is done. Work that was given up stays for 30 days, or until the account is erased.',
    owner: { foundBy: 'the id or the address it is about' },
    exported: { not: 'It names turns that are in the export themselves.' },
  },
  recurring: { personal: false, because: 'When work such as the nightly clearing is due next.' },
} as const satisfies PersonalData<'installation' | 'jobs' | 'recurring'>

/** Tables that stand in no type, because the engines or `db/` keep them. */
export const BESIDE_TABLES: Readonly<Record<string, string>> = {
  migrations: 'Names of the migrations that were applied.',
  passage_vocabulary: 'A view of the words in the keyword index of passages (FTS5); it holds nothing itself.',
  passage_words: 'The keyword index of documents and pictures. It goes with each passage whose words it holds.',
  passage_words_config: 'A setting of that index (FTS5).',
  passage_words_content: 'Kept empty: that index has no content of its own (FTS5).',
  passage_words_data: 'The pages of that index (FTS5).',
  passage_words_docsize: 'Word counts of that index (FTS5).',
  passage_words_idx: 'Where the pages of that index begin (FTS5).',
  spoken_vocabulary: 'A view of the words in the keyword index (FTS5); it holds nothing itself.',
  spoken_words: 'The keyword index. It goes with each exchange whose words it holds.',
  spoken_words_config: 'A setting of the keyword index (FTS5).',
  spoken_words_content: 'Kept empty: the keyword index has no content of its own (FTS5).',
  spoken_words_data: 'The pages of the keyword index (FTS5).',
  spoken_words_docsize: 'Word counts of the keyword index (FTS5).',
  spoken_words_idx: 'Where the pages of the keyword index begin (FTS5).',
  sqlite_sequence: 'The last number given to a row (SQLite).',
  sqlite_stat1: 'How well indexes narrow (SQLite).',
  sqlite_stat4: 'How well indexes narrow (SQLite).',
}

/** What is said about a folder with files. */
export type FolderData =
  | Impersonal
  | { personal: true; holds: string; kept: string; exported: string | { not: string } }
