import { createHash } from 'node:crypto'

/**
 * The collection every Anki since 2.0 reads, table by table and index by index
 * (https://github.com/ankitects/anki/blob/main/rslib/src/storage/schema11.sql).
 */
export const SCHEMA = `
create table col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, ver integer not null,
  dty integer not null, usn integer not null, ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
create table notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, usn integer not null,
  tags text not null, flds text not null, sfld integer not null, csum integer not null, flags integer not null, data text not null);
create table cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer not null,
  usn integer not null, type integer not null, queue integer not null, due integer not null, ivl integer not null,
  factor integer not null, reps integer not null, lapses integer not null, left integer not null, odue integer not null,
  odid integer not null, flags integer not null, data text not null);
create table revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, ivl integer not null,
  lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
create table graves (usn integer not null, oid integer not null, type integer not null);
create index ix_notes_usn on notes (usn);
create index ix_cards_usn on cards (usn);
create index ix_revlog_usn on revlog (usn);
create index ix_cards_nid on cards (nid);
create index ix_cards_sched on cards (did, queue, due);
create index ix_revlog_cid on revlog (cid);
create index ix_notes_csum on notes (csum);`

export const FIELD_SEPARATOR = '\u001f'
export const DEFAULT_DECK = 1
/** Not sent to anybody yet. */
export const NOT_SYNCED = -1
/** The note type of what comes from here; always the same, so that Anki makes one of it however often something is brought in. */
export const OUR_KIND = 1_756_000_000_001
const VERSION = 11
const DEFAULT_OPTIONS = 1
const STUDIED_TODAY = { lrnToday: [0, 0], revToday: [0, 0], newToday: [0, 0], timeToday: [0, 0] }

/** The one row of `col`. `crt`: the instant, in seconds, the days of cards are counted from; `west`: minutes west of Greenwich. */
export function colRow({
  crt,
  west,
  mod,
  decks,
}: {
  crt: number
  west: number
  mod: number
  decks: ReadonlyMap<number, string>
}) {
  const seconds = Math.floor(mod / 1_000)
  const all = new Map([[DEFAULT_DECK, 'Default'], ...decks])
  return {
    ...{ id: 1, crt, mod, scm: mod, ver: VERSION, dty: 0, usn: 0, ls: 0, tags: '{}' },
    conf: JSON.stringify({
      ...{ schedVer: 2, sched2021: true, creationOffset: west, curDeck: DEFAULT_DECK, activeDecks: [DEFAULT_DECK] },
      ...{ curModel: OUR_KIND, nextPos: 1, sortType: 'noteFld', sortBackwards: false, addToCur: true, newSpread: 0 },
      ...{ collapseTime: 1_200, timeLim: 0, estTimes: true, dueCounts: true },
    }),
    models: JSON.stringify({ [OUR_KIND]: kindOf(seconds) }),
    decks: JSON.stringify(Object.fromEntries([...all].map(([id, name]) => [id, deckOf(id, name, seconds)]))),
    dconf: JSON.stringify({ [DEFAULT_OPTIONS]: optionsOf(seconds) }),
  }
}

/** What Anki finds notes with the same first field by: the first eight hexadecimal digits of a SHA-1, as a number. */
export const checksum = (words: string): number =>
  Number.parseInt(createHash('sha1').update(words).digest('hex').slice(0, 8), 16)

function kindOf(mod: number) {
  const field = (name: string, ord: number) => ({
    name,
    ord,
    sticky: false,
    rtl: false,
    font: 'Arial',
    size: 20,
    media: [],
  })
  return {
    ...{
      id: OUR_KIND,
      name: 'Learning Voice Agent',
      type: 0,
      mod,
      usn: NOT_SYNCED,
      sortf: 0,
      did: null,
      tags: [],
      vers: [],
    },
    flds: [field('Front', 0), field('Back', 1)],
    tmpls: [
      {
        ...{ name: 'Card 1', ord: 0, did: null, bqfmt: '', bafmt: '' },
        ...{ qfmt: '{{Front}}', afmt: '{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}' },
      },
    ],
    css: '.card { font-family: arial; font-size: 20px; text-align: center; color: black; background-color: white; }\nul { display: inline-block; text-align: start; }',
    ...{ latexPre: '', latexPost: '', req: [[0, 'any', [0]]] },
  }
}

const deckOf = (id: number, name: string, mod: number) => ({
  ...{
    id,
    name,
    mod,
    usn: NOT_SYNCED,
    conf: DEFAULT_OPTIONS,
    dyn: 0,
    desc: '',
    collapsed: false,
    browserCollapsed: false,
  },
  ...{ extendNew: 0, extendRev: 0, ...STUDIED_TODAY },
})

const optionsOf = (mod: number) => ({
  ...{
    id: DEFAULT_OPTIONS,
    name: 'Default',
    mod,
    usn: 0,
    maxTaken: 60,
    autoplay: true,
    timer: 0,
    replayq: true,
    dyn: false,
  },
  new: { bury: false, delays: [1, 10], initialFactor: 2_500, ints: [1, 4, 0], order: 1, perDay: 20 },
  rev: { bury: false, ease4: 1.3, ivlFct: 1, maxIvl: 36_500, perDay: 200, hardFactor: 1.2 },
  lapse: { delays: [10], leechAction: 1, leechFails: 8, minInt: 1, mult: 0 },
})
