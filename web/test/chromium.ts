import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
export const DESK = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }

/** Starts Chromium. `microphone` is a WAV file that it hears once each time a page listens; without one it hears beeps. */
export function startChromium({ microphone }: { microphone?: string } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}%noloop`] : []),
    ],
  })
}

/** Somebody at a fresh browser profile, and all that went wrong on their pages. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: DESK,
    locale: 'en-GB',
    ...options,
  })
  const faults: string[] = []
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`)
  })
  return { page, context, faults }
}

let learners = 0

/** Signs up through the page, as a new learner would, and waits until the conversation is there. */
export async function signUp(page: Page, name = 'Ada') {
  const email = `learner-${process.pid}-${++learners}@example.org`
  await page.goto('/sign-up')
  await page.getByLabel('What should I call you?').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('Test1234!')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByText('Say something you learned today.').waitFor()
  return { email, password: 'Test1234!' }
}

/** The turns on the page, oldest first. */
export const turnsOn = (page: Page) => page.getByRole('article')

/** What the companion said in a turn, once it has said all. */
export async function replyIn(page: Page, turn = turnsOn(page).last()): Promise<string> {
  await turn.getByRole('button', { name: 'With this turn' }).waitFor({ timeout: 20_000 })
  return turn.locator('.reply .words').innerText()
}

/** Types into the box and sends it. */
export async function write(page: Page, words: string) {
  await page.getByLabel('Write to your companion').fill(words)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** Finds something through the palette, and gives the first passage it shows. */
export async function find(page: Page, words: string) {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search and commands' }).fill(words)
  const first = page
    .getByRole('option')
    .filter({ has: page.locator('mark') })
    .first()
  await first.waitFor()
  return first
}
