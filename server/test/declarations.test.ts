import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { BESIDE_TABLES } from '../src/db/personal-data.ts'
import { prepareDatabase } from '../src/db/prepare.ts'
import { tableNames } from '../src/db/table-names.ts'
import { newId } from '../src/ids.ts'
import { PERSONAL_DATA } from '../src/personal-data.ts'
import { type Fresh, onEveryEngine } from './engines.ts'

onEveryEngine('what is said about personal data', (fresh) => {
  async function prepared(): Promise<Fresh> {
    const opened = await fresh()
    const { database, address, folder } = opened
    await prepareDatabase(database, { address, dataDir: folder, now: () => new Date(), newId })
    return opened
  }
  const unspokenFor = async ({ database }: Fresh) =>
    (await tableNames(database)).filter((name) => !(name in PERSONAL_DATA) && !(name in BESIDE_TABLES))

  test('every table is spoken for, and nothing is said about tables that are not there', async () => {
    const house = await prepared()
    expect(await unspokenFor(house)).toEqual([])
    const there = await tableNames(house.database)
    expect(Object.keys(PERSONAL_DATA).filter((name) => !there.includes(name))).toEqual([])
  })

  test('a table nobody speaks for is noticed', async () => {
    const house = await prepared()
    await sql`create table diaries (user_id text, page text)`.execute(house.database.db)
    expect(await unspokenFor(house)).toEqual(['diaries'])
  })

  test('a table with a person in it is not called impersonal', async () => {
    const { database } = await prepared()
    const impersonal = Object.entries(PERSONAL_DATA).filter(([, said]) => !said.personal)
    expect(impersonal.length).toBeGreaterThan(0)
    for (const [name] of impersonal) {
      const table = (await database.db.introspection.getTables()).find((found) => found.name === name)
      const telling = table?.columns.filter((column) => /user|email|name|address|text|person/.test(column.name))
      expect(telling, name).toEqual([])
    }
  })
})
