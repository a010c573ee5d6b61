import type { BrowserContext, Page } from 'playwright-core'
import { replyIn, signUp, turnsOn, write } from './chromium.ts'
import type { House } from './house.ts'
import { type ScriptedVoice, scriptedVoice } from './scripted-voice.ts'

/** Walks through every screen of the app as a new learner and names each one while it is shown. Its house asks the encyclopedia of `encyclopedia.ts`. */
export async function* tour(page: Page, context: BrowserContext): AsyncGenerator<string> {
  const voice = await scriptedVoice(context)
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Make an account' }).waitFor()
  yield 'sign-in'
  await page.getByLabel('E-mail').fill('nobody@example.org')
  await page.getByLabel('Password', { exact: true }).fill('Not the one 1')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor()
  yield 'sign-in-wrong'
  await page.goto('/mailed/forgotten')
  await page.getByText('This server sends no mail.').waitFor()
  yield 'forgotten-no-mail'
  await page.goto('/mailed/reset#a-secret-of-long-ago')
  await page.getByLabel('New password', { exact: true }).fill('Another123')
  await page.getByRole('button', { name: 'Set it' }).click()
  await page.getByText('This link was used already').waitFor()
  yield 'reset-dead-link'
  await page.goto('/mailed/verify#a-secret-of-long-ago')
  await page.getByText('This link was used already').waitFor()
  yield 'verify-dead-link'
  await page.goto('/restore')
  await page.getByText(/Nobody has an account here yet|There are accounts here already/).waitFor()
  yield 'restore'
  await page.goto('/sign-up')
  await page.getByLabel('Password', { exact: true }).fill('short')
  yield 'sign-up'
  await signUp(page)
  yield 'talk-empty'
  yield* talking(page)
  yield* handsFree(page, voice)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('honey')
  await page
    .getByRole('option')
    .filter({ has: page.locator('mark') })
    .first()
    .waitFor()
  yield 'palette'
  await page.keyboard.press('Escape')
  await page.goto('/library')
  await page.getByRole('heading', { name: 'Library' }).waitFor()
  await page.locator('main li').first().waitFor()
  yield 'library'
  await page.locator('main li a').first().click()
  await page.waitForURL(/\/sessions\//)
  await turnsOn(page).first().waitFor()
  yield 'session'
  const cameOut = page.getByRole('region', { name: 'What came out of this' })
  await cameOut.getByRole('button', { name: 'Look it through' }).click()
  await cameOut.getByText('How this was found').click()
  yield 'analysis'
  const pages = page.locator('details.notes')
  await pages.locator('> summary').click()
  await pages.getByText('Honey', { exact: true }).click()
  await pages.getByRole('button', { name: 'Keep in the library: Honey' }).waitFor()
  yield 'session-pages'
  yield* documents(page)
  yield* search(page)
  yield* goals(page)
  await page.goto('/analyses')
  await page.getByText('No week yet').waitFor()
  yield 'analyses'
  await page.goto('/you/phone')
  await page.getByText('This server has no phone').waitFor()
  yield 'phone-off'
  await page.goto('/you')
  await page.getByText('This device').first().waitFor()
  yield 'settings'
  await page
    .getByText('Nothing leaves')
    .or(page.getByText(/to: Wikipedia/))
    .first()
    .scrollIntoViewIfNeeded()
  yield 'tools'
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByLabel('What is it for?').fill('The notes of my e-reader')
  yield 'new-token'
  await page.getByLabel('Current password', { exact: true }).fill('Test1234!')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByText('It is not shown again.').waitFor()
  yield 'token-made'
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Delete my account' }).scrollIntoViewIfNeeded()
  yield 'your-data'
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{"of": "others"}') })
  await page.getByText('This is no download of this program').waitFor()
  yield 'import-failed'
  await page.getByRole('button', { name: 'Delete my account' }).click()
  const typed = page.getByLabel('To go on, type your e-mail address')
  await typed.fill(
    ((await typed.locator('xpath=../preceding-sibling::label').textContent()) ?? '').split(': ').at(-1) ?? '',
  )
  yield 'delete-account'
  await page.getByRole('button', { name: 'Erase in 30 days' }).click()
  await page.getByText('Your account will be erased on').waitFor()
  await page.getByRole('button', { name: 'Keep my account' }).scrollIntoViewIfNeeded()
  yield 'erasure-pending'
  await page.getByRole('button', { name: 'Keep my account' }).click()
  await page.getByRole('button', { name: 'Delete my account' }).waitFor()
  await page.goto('/legal/all')
  await page.getByRole('heading', { name: 'Privacy', exact: true }).waitFor()
  yield 'legal'
  await page.goto('/no/such/page')
  await page.getByText('There is no page here').waitFor()
  yield 'not-found'
  await page.goto('/')
  await turnsOn(page).first().waitFor()
  await context.setOffline(true)
  await page.getByText('You are offline. Words you write').waitFor()
  await write(page, 'Written where there was no network.')
  await page.getByText('Kept on this device.').waitFor()
  yield 'talk-offline'
  await context.setOffline(false)
}

async function* talking(page: Page): AsyncGenerator<string> {
  const skip = page.getByRole('button', { name: 'Skip the hints' })
  await skip.click()
  await skip.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Talk\./ }).click()
  await page.getByText('Listening ·').waitFor()
  yield 'talk-listening'
  await page.keyboard.press('Escape')
  for (const words of [
    'Honey never goes bad because it holds so little water.',
    'Bees fan it with their wings until most of the water is gone.',
    'So why does it turn into crystals when it stands in a cold kitchen?',
  ]) {
    await write(page, words)
    await replyIn(page, turnsOn(page).filter({ hasText: words }).last())
  }
  yield 'talk-full'
  await page.getByRole('button', { name: 'This session' }).click()
  yield 'talk-menu'
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await write(page, 'Look up why honey keeps for years.')
  await replyIn(page, turnsOn(page).filter({ hasText: 'Look up' }).last())
  await page.getByRole('button', { name: 'Source 1: Honey' }).click()
  await page.getByRole('link', { name: 'Open this page in a new tab' }).waitFor()
  yield 'talk-sources'
}

async function* handsFree(page: Page, voice: ScriptedVoice): AsyncGenerator<string> {
  await page.getByRole('button', { name: 'Hands-free' }).click()
  await page.getByText('Listening ·').waitFor()
  voice.say({ type: 'transcript-delta', text: 'the cold makes its sugar' })
  await page.locator('article.faint').waitFor()
  voice.say({ type: 'state', state: 'holding' })
  await page.getByText('Take your time').first().waitFor()
  yield 'live-holding'
  const exchange = '11111111-1111-4111-8111-111111111111'
  const said = 'The cold makes its sugar leave the water.'
  voice.say({ type: 'transcript-end', text: said, exchange_id: exchange })
  voice.say({ type: 'state', state: 'thinking' })
  voice.say({ type: 'tool', name: 'research', running: true })
  await page.getByText('Looking that up').waitFor()
  yield 'live-looking-up'
  voice.say({ type: 'tool', name: 'research', running: false })
  const text = 'Yes, glucose goes first. What would warm water do to it?'
  const id = voice.answers({ words: said, text, seconds: 8, exchange })
  await page.getByText('Speaking').first().waitFor()
  yield 'live-speaking'
  const stages = {
    end_of_turn_ms: 320,
    recognition_ms: 180,
    first_token_ms: 640,
    first_clause_ms: 80,
    first_sound_ms: 150,
    playout_ms: 50,
  }
  voice.say({ type: 'metrics', reply_id: id, stages, total_ms: 1_420 })
  voice.say({ type: 'clear' })
  voice.ends(exchange, id, true, 'Yes, glucose goes first.')
  await page.locator('article s').waitFor()
  await page.getByRole('button', { name: 'How we talk' }).click()
  await page.getByText('ms, most of it').waitFor()
  yield 'live-panel'
  await page.getByRole('button', { name: 'How we talk' }).click()
  await page.getByRole('button', { name: 'Mute' }).click()
  await page.getByText('I hear nothing.').waitFor()
  yield 'live-muted'
  voice.safe(voice.heardMs())
  await page.getByRole('button', { name: 'End it' }).click()
  await page.getByRole('button', { name: 'Hands-free' }).waitFor()
}

/** Sets a goal, leaves it, takes that back, and looks at what there is to earn. */
async function* goals(page: Page): AsyncGenerator<string> {
  await page.goto('/goals')
  await page.getByText('No goal yet').waitFor()
  yield 'goals-empty'
  await page.getByRole('button', { name: 'Set a goal', exact: true }).first().click()
  await page.getByLabel('What counts').selectOption('exchanges')
  await page.getByLabel('How many').fill('12')
  await page.getByLabel('Name').fill('Talk about bees')
  yield 'goal-form'
  await page.getByRole('button', { name: 'Set it' }).click()
  await page.getByRole('link', { name: 'Talk about bees' }).waitFor()
  await page.getByRole('button', { name: 'More for “Talk about bees”' }).click()
  await page.getByRole('menuitem', { name: 'Leave it' }).click()
  await page.getByText('No goal yet').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('0 of 12').waitFor()
  yield 'goals'
  await page.getByRole('link', { name: 'Talk about bees' }).click()
  await page.getByRole('heading', { name: 'On the way' }).waitFor()
  yield 'goal'
  await page.goto('/achievements')
  await page.getByText('First Steps').first().waitFor()
  yield 'achievements'
}

/** Gives two documents, one of which cannot be read, and reads in the other. */
async function* documents(page: Page): AsyncGenerator<string> {
  await page.getByRole('link', { name: 'Library' }).first().click()
  await page.getByRole('link', { name: 'Documents' }).click()
  await page.getByText('Your documents will be here').waitFor()
  yield 'documents-empty'
  const pages = Array.from(
    { length: 12 },
    (_, number) => `# Chapter ${number + 1}\n\n${'Bees dance to tell the others where flowers are. '.repeat(20)}`,
  )
  await page.locator('input[type=file]').setInputFiles([
    { name: 'On bees.md', mimeType: 'text/markdown', buffer: Buffer.from(pages.join('\n\n')) },
    { name: 'Broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 and nothing more') },
    { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a0000', 'hex') },
  ])
  await page.getByText('Could not be read').waitFor()
  await page.getByRole('link', { name: 'On bees.md' }).waitFor()
  yield 'documents'
  await page.getByRole('link', { name: 'On bees.md' }).click()
  await page.getByText('Bees dance').first().waitFor()
  await page.goto(`${page.url()}?at=60-180`)
  await page.locator('mark').first().waitFor()
  yield 'document'
  await page.goto('/library/pictures')
  await page.getByText('Your pictures will be here').waitFor()
  const dot = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64')
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([{ name: 'dot.gif', mimeType: 'image/gif', buffer: dot }])
  await page.getByPlaceholder('What it shows').fill('The hive behind the house')
  yield 'pictures'
}

/** Finds what was said and what was brought, and what nobody ever said. */
async function* search(page: Page): AsyncGenerator<string> {
  await page.goto('/search')
  const box = page.getByRole('searchbox')
  await box.fill('bees')
  const results = page.locator('main ol a')
  await results.filter({ hasText: 'Bees fan it with their wings' }).waitFor()
  await results.filter({ hasText: 'On bees.md' }).first().waitFor()
  yield 'search'
  await box.fill('xylophones')
  await page.getByText('Nothing is found for “xylophones”.').waitFor()
  yield 'search-nothing'
  await box.fill('crystals')
  await results.filter({ hasText: 'crystals' }).first().click()
  await page.waitForURL(/\/sessions\//)
}

/** Walks through administration as somebody whom the operator has made an administrator, with a few people in the house. */
export async function* administrationTour(page: Page, house: Pick<House, 'lva'>): AsyncGenerator<string> {
  const { email } = await signUp(page, 'Grace')
  await page.goto('/administration')
  await page.getByText('This is for administrators of this server').waitFor()
  yield 'administration-refused'
  await house.lva('user', 'set-role', email, 'admin')
  for (const name of ['ben', 'a-learner-with-a-very-long-address-that-has-to-break-somewhere'])
    await house.lva('user', 'add', `${name}-${Date.now()}@example.org`).catch(() => {})
  await page.goto('/you')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.getByText('Tokens of the language model').waitFor()
  yield 'my-use'
  await page.getByRole('link', { name: 'Open administration' }).click()
  await page.getByText('How it is').waitFor()
  yield 'administration'
  const parts = page.getByRole('navigation', { name: 'Parts of administration' })
  await parts.getByRole('link', { name: 'Status' }).click()
  await page.getByText('The latest hour').waitFor()
  await page.getByText('In numbers').click()
  yield 'administration-status'
  await parts.getByRole('link', { name: 'People' }).click()
  await page.locator('main li a[href^="/administration/people/"]').nth(1).waitFor()
  yield 'administration-people'
  await page.getByLabel('Search by name or address').fill('nobody of this name')
  await page.getByText('Nobody fits that').waitFor()
  yield 'administration-people-none'
  await page.getByLabel('Search by name or address').fill('ben')
  await page.getByRole('link', { name: /^ben/ }).first().click()
  await page.getByText('What they may use in a day').waitFor()
  yield 'administration-person'
  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('dialog').waitFor()
  yield 'administration-suspend'
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('button', { name: 'Let in again' }).waitFor()
  await parts.getByRole('link', { name: 'Invitations' }).click()
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByText('The link is shown only now').waitFor()
  yield 'administration-invitations'
  await parts.getByRole('link', { name: 'Audit log' }).click()
  await page.getByText('Account suspended').nth(1).waitFor()
  yield 'administration-audit'
  await parts.getByRole('link', { name: 'Settings' }).click()
  await page.getByText('DATA_DIR', { exact: true }).waitFor()
  yield 'administration-settings'
  await parts.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('button', { name: 'Test: Database' }).click()
  await page.getByText('It answers.').waitFor()
  yield 'administration-connections'
  await parts.getByRole('link', { name: 'Tool servers' }).click()
  await page.getByText('There is no tool server yet').waitFor()
  yield 'administration-tool-servers'
  await page.getByRole('button', { name: 'Add a tool server' }).click()
  await page.getByLabel('Name').fill('wiki')
  await page.getByLabel('Address').fill('https://127.0.0.1/mcp')
  await page.getByLabel('Secret header, where it asks for one').fill('Authorization')
  await page.getByLabel('Its value', { exact: true }).fill('Bearer none')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('name it in OUTGOING_ALLOW').waitFor()
  yield 'administration-tool-servers-add'
  await page.getByRole('button', { name: 'Cancel' }).click()
  await parts.getByRole('link', { name: 'Backups' }).click()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page
    .getByRole('button', { name: /^More for the backup of/ })
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Back up now' }).waitFor()
  yield 'administration-backups'
  await page
    .getByRole('button', { name: /^More for the backup of/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('dialog').waitFor()
  yield 'administration-backups-remove'
}
