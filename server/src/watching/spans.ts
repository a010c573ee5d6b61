import { trail } from '../trail.ts'

export type Facts = Record<string, string | number | boolean>

/** Something that takes time, as it goes on. */
export interface Open {
  /** What stands in the trail while it goes on; null: nothing is traced. */
  readonly span: object | null
  /** It is over. `failed`: by our fault. */
  end(how?: { facts?: Facts; failed?: boolean; at?: Date }): void
}

/** How something is traced that begins. `parent` is the `traceparent` (W3C) of whoever asked, where that is believed. */
export interface Beginning {
  kind: 'server' | 'client' | 'internal' | 'consumer'
  facts?: Facts
  at?: Date
  parent?: string | undefined
}

/** Traces what goes on. Names and facts are our own: routes, kinds, numbers, random ids; never anything somebody said, typed or is called. */
export interface Spans {
  /** Begins something below what led here ({@link trail}). */
  begin(name: string, beginning: Beginning): Open
  /** Adds to what goes on just now. */
  mark(facts: Facts): void
  /** Sends what is not sent yet. */
  close(): Promise<void>
}

/** Where nothing is traced. */
export const NO_SPANS: Spans = {
  begin: () => NOTHING,
  mark() {},
  close: async () => {},
}
const NOTHING: Open = { span: null, end() {} }

/** What led here, as a part of a trail. */
export const spanHere = (): object | undefined => trail().span
