import { foreignFile } from '../../../db/testing/foreign-file.ts'
import { bytes, message, number, text } from './messages.ts'

const DAY_MS = 86_400_000

type Insert = Parameters<Parameters<typeof foreignFile>[1]>[0]

/** What both kinds of collection keep in the same way, column by column. */
export interface Content {
  /** When it was made, in seconds, and how many minutes west of Greenwich that was. */
  crt: number
  west: number
  decks: Array<{ id: number; name: string[] }>
  kinds: Array<{
    id: number
    name: string
    cloze: boolean
    fields: string[]
    templates: Array<{ name: string; front: string; back: string }>
  }>
  notes: Array<{ id: number; guid: string; mid: number; fields: string[] }>
  cards: Array<Partial<CardColumns> & Pick<CardColumns, 'id' | 'nid'>>
  reviews: Array<{
    id: number
    cid: number
    ease: number
    ivl: number
    lastIvl: number
    factor: number
    time: number
    type: number
  }>
}

interface CardColumns {
  id: number
  nid: number
  did: number
  ord: number
  type: number
  queue: number
  due: number
  ivl: number
  factor: number
  reps: number
  lapses: number
  odue: number
  odid: number
  data: string
}

const SHARED = `
create table notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, usn integer not null,
  tags text not null, flds text not null, sfld integer not null, csum integer not null, flags integer not null, data text not null);
create table cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer not null,
  usn integer not null, type integer not null, queue integer not null, due integer not null, ivl integer not null, factor integer not null,
  reps integer not null, lapses integer not null, left integer not null, odue integer not null, odid integer not null, flags integer not null,
  data text not null);
create table revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, ivl integer not null,
  lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
create table col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, ver integer not null,
  dty integer not null, usn integer not null, ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
create index ix_notes_csum on notes (csum);
create index ix_cards_sched on cards (did, queue, due);
create index ix_revlog_cid on revlog (cid);`

/** What schemas 14 to 18 add (rslib/src/storage/upgrades). SQLite itself does not know how `unicase` compares; only Anki does. */
const TABLES_OF_18 = `
create table deck_config (id integer primary key not null, name text not null collate unicase, mtime_secs integer not null, usn integer not null, config blob not null);
create table config (key text not null primary key, usn integer not null, mtime_secs integer not null, val blob not null) without rowid;
create table tags (tag text not null primary key collate unicase, usn integer not null, collapsed boolean not null, config blob null) without rowid;
create table fields (ntid integer not null, ord integer not null, name text not null collate unicase, config blob not null, primary key (ntid, ord)) without rowid;
create unique index idx_fields_name_ntid on fields (name, ntid);
create table templates (ntid integer not null, ord integer not null, name text not null collate unicase, mtime_secs integer not null, usn integer not null, config blob not null, primary key (ntid, ord)) without rowid;
create unique index idx_templates_name_ntid on templates (name, ntid);
create table notetypes (id integer not null primary key, name text not null collate unicase, mtime_secs integer not null, usn integer not null, config blob not null);
create unique index idx_notetypes_name on notetypes (name);
create table decks (id integer primary key not null, name text not null collate unicase, mtime_secs integer not null, usn integer not null, common blob not null, kind blob not null);
create unique index idx_decks_name on decks (name);
create table graves (oid integer not null, type integer not null, usn integer not null, primary key (oid, type)) without rowid;
create index idx_graves_pending on graves (usn);`

/** A collection of schema 11: note types and decks are JSON in `col`. */
export function oldCollection(content: Content): Buffer {
  const { crt, west, decks, kinds } = content
  return collection(content, { schema: SHARED }, (insert) =>
    insert('col', {
      ...{ id: 1, crt, mod: crt * 1_000, scm: crt * 1_000, ver: 11, dty: 0, usn: 0, ls: 0, dconf: '{}', tags: '{}' },
      conf: JSON.stringify({ schedVer: 2, creationOffset: west }),
      models: JSON.stringify(
        Object.fromEntries(
          kinds.map(({ id, name, cloze, fields, templates }) => [
            id,
            {
              ...{
                id: String(id),
                name,
                type: cloze ? 1 : 0,
                mod: crt,
                usn: -1,
                sortf: 0,
                did: 1,
                css: '.card { color: black }',
              },
              flds: fields.map((field, ord) => ({
                name: field,
                ord,
                sticky: false,
                rtl: false,
                font: 'Arial',
                size: 20,
              })),
              tmpls: templates.map((one, ord) => ({
                name: one.name,
                ord,
                qfmt: one.front,
                afmt: one.back,
                bqfmt: '',
                bafmt: '',
              })),
            },
          ]),
        ),
      ),
      decks: JSON.stringify(
        Object.fromEntries(decks.map(({ id, name }) => [id, { id, name: name.join('::'), dyn: 0, conf: 1 }])),
      ),
    }),
  )
}

/** A collection of schema 18: tables of their own, with protobuf messages in them. */
export function newCollection(content: Content): Buffer {
  const { crt, west, decks, kinds } = content
  return collection(content, { schema: SHARED + TABLES_OF_18 }, (insert) => {
    const stamp = { mtime_secs: crt, usn: -1 }
    insert('col', {
      ...{ id: 1, crt, mod: crt * 1_000, scm: crt * 1_000, ver: 18, dty: 0, usn: 0, ls: 0 },
      ...{ conf: '', models: '', decks: '', dconf: '', tags: '' },
    })
    insert('config', { key: 'creationOffset', val: Buffer.from(String(west)), ...stamp })
    for (const { id, name } of decks)
      insert('decks', {
        id,
        name: name.join('\u001f'),
        common: message(number(3, 9)),
        kind: message(bytes(1, message(number(1, 1)))),
        ...stamp,
      })
    for (const { id, name, cloze, fields, templates } of kinds) {
      // Kind, sort field, style; what is 0 is not written.
      const config = message(
        ...(cloze ? [number(1, 1)] : []),
        text(3, '.card { color: black }'),
        text(5, '\\begin{document}'),
      )
      insert('notetypes', { id, name, config, ...stamp })
      for (const [ord, field] of fields.entries())
        insert('fields', { ntid: id, ord, name: field, config: message(text(3, 'Arial'), number(4, 20)) })
      for (const [ord, one] of templates.entries())
        insert('templates', {
          ntid: id,
          ord,
          name: one.name,
          config: message(text(1, one.front), text(2, one.back)),
          ...stamp,
        })
    }
  })
}

function collection(
  { notes, cards, reviews }: Content,
  { schema }: { schema: string },
  write: (insert: Insert) => void,
): Buffer {
  return foreignFile(schema, (insert) => {
    write(insert)
    for (const { fields, ...note } of notes)
      insert('notes', {
        ...{ ...note, mod: 0, usn: -1, tags: ' biology ', flds: fields.join('\u001f'), sfld: fields[0] ?? '' },
        ...{ csum: 0, flags: 0, data: '' },
      })
    for (const card of cards)
      insert('cards', {
        ...{
          did: 1,
          ord: 0,
          mod: 0,
          usn: -1,
          type: 0,
          queue: 0,
          due: 0,
          ivl: 0,
          factor: 0,
          reps: 0,
          lapses: 0,
          left: 0,
        },
        ...{ odue: 0, odid: 0, flags: 0, data: '{}', ...card },
      })
    for (const review of reviews) insert('revlog', { ...review, usn: -1 })
  })
}

/** So many cards as a learner has them on a day: new ones, reviewed ones (by FSRS and before it), one being learned, suspended ones. */
export function manyCards(count: number, today: string): Content {
  const crt = Date.UTC(2025, 0, 10, 9) / 1_000
  const dayOf = (ms: number) => Math.floor((ms - Date.UTC(2025, 0, 10)) / DAY_MS)
  const now = Date.parse(`${today}T12:00:00Z`)
  const numbers = Array.from({ length: count }, (_, index) => index)
  const asked = (index: number) => now - (1 + (index % 40)) * DAY_MS - index * 1_000
  return {
    ...{ crt, west: 300 },
    decks: [
      { id: 1, name: ['Default'] },
      { id: 20, name: ['World', 'Capitals'] },
    ],
    kinds: [
      {
        ...{ id: 1_001, name: 'Basic', cloze: false, fields: ['Front', 'Back'] },
        templates: [{ name: 'Card 1', front: '{{Front}}', back: '{{FrontSide}}<hr id=answer>{{Back}}' }],
      },
    ],
    notes: numbers.map((index) => ({
      id: index + 1,
      guid: `g${index}`,
      mid: 1_001,
      fields: [`Question ${index + 1}`, `Answer ${index}<br>because`],
    })),
    cards: numbers.map((index) => {
      const card = { id: index + 1, nid: index + 1, did: 20 }
      if (index % 5 === 0) return { ...card, due: index }
      const days = 1 + (index % 60)
      const memory = index % 2 ? JSON.stringify({ s: days * 1.1, d: 1 + (index % 90) / 10 }) : '{}'
      const reviewed = {
        ...card,
        ivl: days,
        factor: 1_300 + (index % 20) * 100,
        reps: 1 + (index % 9),
        lapses: index % 3,
        data: memory,
      }
      if (index % 50 === 1) return { ...reviewed, type: 1, queue: 1, due: Math.floor(now / 1_000) + 600, ivl: -600 }
      return { ...reviewed, type: 2, queue: index % 30 === 2 ? -1 : 2, due: dayOf(asked(index)) + days }
    }),
    reviews: numbers
      .filter((index) => index % 5 !== 0)
      .map((index) => ({
        ...{ id: asked(index), cid: index + 1, ease: 1 + (index % 4), ivl: 1 + (index % 60), lastIvl: 1 },
        ...{ factor: 2_500, time: 3_000, type: 1 },
      })),
  }
}
