import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { inHouses } from '../../test/house.ts'
import type { TestLearner } from '../../test/learner.ts'
import drawAnew from './draw-anew.ts'
import { pictureKind } from './picture-kind.ts'

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 30, g: 90, b: 160 } } })

/** A PNG of four pixels that claims to be so large, with so many bits a colour. */
async function claiming(width: number, height: number, bits = 8): Promise<Buffer> {
  const bytes = await plain(2, 2).png().toBuffer()
  bytes[24] = bits
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  return bytes
}

test('a picture is drawn anew: upright, smaller, and without what the camera wrote', async () => {
  const taken = await plain(3_000, 1_000)
    .withExif({ IFD0: { Copyright: 'secret-of-the-camera' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer()
  const drawn = await drawAnew({ bytes: taken })
  if ('unreadable' in drawn) throw new Error(drawn.unreadable)
  expect([drawn.width, drawn.height]).toEqual([853, 2_560])
  const { exif, format } = await sharp(drawn.picture).metadata()
  expect([exif, format, (await sharp(drawn.thumbnail).metadata()).height]).toEqual([undefined, 'webp', 400])
  expect(pictureKind(drawn.picture)).toBe('webp')
})

test('what is too large or damaged is told apart, and drawings that run are no pictures', async () => {
  expect(await drawAnew({ bytes: await claiming(20_000, 10) })).toEqual({ unreadable: 'too-many-pixels' })
  expect(await drawAnew({ bytes: await claiming(5_000, 5_000) })).toEqual({ unreadable: 'too-many-pixels' })
  expect(await drawAnew({ bytes: await claiming(4_000, 4_000, 16) })).toEqual({ unreadable: 'too-many-pixels' })
  expect(await drawAnew({ bytes: await claiming(10, 10) })).toEqual({ unreadable: 'damaged' })
  const cut = (await plain(300, 300).png().toBuffer()).subarray(0, 200)
  expect(await drawAnew({ bytes: cut })).toEqual({ unreadable: 'damaged' })
  const kinds = ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<?xml version="1.0"?><svg/>', '%PDF-1.4', ''].map(
    (text) => pictureKind(Buffer.from(text)),
  )
  expect(kinds).toEqual([null, null, null, null])
})

inHouses('pictures', (open) => {
  test('a picture is kept, found by its words, given others, removed, and is nobody else’s', async () => {
    const house = await open()
    const [ana, ben] = [await house.learner(), await house.learner()]
    const bees = await plain(640, 480).png().toBuffer()
    const give = (learner: TestLearner, file: Uint8Array, caption: string) =>
      learner.call('POST', `/api/upload/image?caption=${encodeURIComponent(caption)}`, file, {
        'content-type': 'image/png',
      })
    const given = await give(ana, bees, 'The hive behind the quokka house')
    expect([given.status, given.body]).toMatchObject([201, { width: 640, height: 480 }])
    const { id, picture_url, thumbnail_url } = given.body
    for (const url of [picture_url, thumbnail_url])
      expect((await fetch(house.url + url)).headers.get('content-type')).toBe('image/webp')
    const again = await give(ana, bees, 'other words')
    expect([again.status, again.body.id, again.body.caption]).toEqual([200, id, 'The hive behind the quokka house'])
    expect((await give(ben, bees, '')).status).toBe(201)
    expect((await give(ben, bees, 'My platypus')).body.caption).toBe('My platypus')
    expect((await ben.search('platypus')).results).toHaveLength(1)
    expect((await give(ana, Buffer.from('<svg/>'), '')).body.code).toBe('unknown-picture')
    expect((await give(ana, await claiming(20_000, 10), '')).body).toMatchObject({
      code: 'damaged-picture',
      detail: expect.stringContaining('16,000'),
    })

    expect((await ana.search('quokka')).results).toEqual([expect.objectContaining({ kind: 'picture', source_id: id })])
    expect((await ben.search('quokka')).results).toEqual([])
    const path = `/api/pictures/${id}`
    for (const [method, body] of [['GET'], ['PATCH', { caption: 'stolen' }], ['DELETE']] as const)
      expect((await ben.call(method, path, body)).status, method).toBe(404)
    expect((await ana.call('PATCH', path, { caption: 'The hive behind the wombat house' })).status).toBe(200)
    expect((await ana.search('quokka')).results).toEqual([])
    expect((await ana.search('wombat')).results).toHaveLength(1)
    expect((await ana.call('DELETE', path)).status).toBe(204)
    expect((await ana.search('wombat')).results).toEqual([])
    expect(readdirSync(join(house.place.folder, 'files', ana.id))).toEqual([])
    expect((await ana.get('/api/files')).body).toMatchObject({ bytes: 0, files: 0 })
    expect((await ben.get('/api/pictures')).body.count).toBe(1)
  })
})
