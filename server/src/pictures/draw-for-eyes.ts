import sharp from 'sharp'

/** What those who look at pictures take, and enough to read print by. */
const SIDE = 2_048
const SECONDS_MAX = 20

/** A kept picture as those who look at it take it: a JPEG, on white where it is see-through. Heavy: meant for a thread of its own. */
export default async function drawForEyes({ bytes }: { bytes: Uint8Array }): Promise<Uint8Array> {
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp(bytes, { sequentialRead: true })
    .timeout({ seconds: SECONDS_MAX })
    .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .jpeg({ quality: 85 })
    .toBuffer()
}
