import { expect } from 'vitest'

/** What a browser of any maker must be able to do for the story below. Waits until what it looks for is there. */
export interface Visitor {
  open(url: string): Promise<void>
  type(selector: string, words: string): Promise<void>
  click(selector: string): Promise<void>
  /** The text of the first element that matches, once there is one with text in it. */
  read(selector: string): Promise<string>
}

/** Somebody who is signed in begins a hands-free conversation. The answer is what the big button says, each time it is asked. */
export async function beginHandsFree(visitor: Visitor, url: string) {
  await visitor.open(`${url}/`)
  await visitor.click('button.live')
  return () => visitor.read('section.live .microphone')
}

/** Somebody signs up, writes, reads the answer, and finds it again. */
export async function signUpWriteAndFind(visitor: Visitor, url: string) {
  await visitor.open(`${url}/sign-up`)
  await visitor.type('input[name=email]', 'smoke@example.org')
  await visitor.type('input[autocomplete=new-password]', 'Test1234!')
  await visitor.click('button[type=submit]')
  await visitor.type('textarea', 'Lichen is a fungus that gardens algae.')
  await visitor.click('button[aria-label=Send]')
  expect(await visitor.read('article > .words')).toBe('Lichen is a fungus that gardens algae.')
  expect((await visitor.read('article .reply .words')).length).toBeGreaterThan(5)
  await visitor.click('button.search')
  await visitor.type('input[role=combobox]', 'lichen')
  expect((await visitor.read('[role=option] mark')).toLowerCase()).toBe('lichen')
}
