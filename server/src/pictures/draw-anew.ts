import sharp from 'sharp'

/**
 * The most a picture may have on a side, and over all. What it takes while it is drawn lies outside of the thread's memory, where nothing
 * bounds it but this: 24 megapixels of an interlaced PNG take some 200 MB, and twice that with 16 bits a colour.
 */
const SIDE_MAX = 16_000
const PIXELS_MAX = 24_000_000
/** A thread that is ended does not end what is drawn outside of it. */
const SECONDS_MAX = 20
/** What is kept is at most so large on a side, and enough to read small print by. */
const KEPT_SIDE = 2_560
const THUMBNAIL_SIDE = 400

/** A picture as it is kept, or why it cannot be. */
export type Drawn =
  | { picture: Uint8Array; thumbnail: Uint8Array; width: number; height: number }
  | { unreadable: 'too-many-pixels' | 'damaged' }

/**
 * Draws a picture anew, upright, as WebP, and a small one beside it: nothing of what a camera, or anybody else, wrote into the file goes
 * over. Of one that moves the first moment is kept. Heavy: meant for a thread of its own.
 */
export default async function drawAnew({ bytes }: { bytes: Uint8Array }): Promise<Drawn> {
  sharp.cache(false)
  sharp.concurrency(1)
  try {
    const { width = 0, height = 0, depth } = await sharp(bytes, { limitInputPixels: false }).metadata()
    const most = depth === 'uchar' ? PIXELS_MAX : PIXELS_MAX / 2
    // Asked before anything is unpacked.
    if (Math.max(width, height) > SIDE_MAX || width * height > most) return { unreadable: 'too-many-pixels' }
    const kept = await smaller(bytes, KEPT_SIDE, 84)
    const small = await smaller(kept.data, THUMBNAIL_SIDE, 76)
    return { picture: kept.data, thumbnail: small.data, width: kept.info.width, height: kept.info.height }
  } catch (cause) {
    const late = cause instanceof Error && cause.message.startsWith('timeout')
    return { unreadable: late ? 'too-many-pixels' : 'damaged' }
  }
}

const smaller = (bytes: Uint8Array, side: number, quality: number) =>
  sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error', pages: 1, sequentialRead: true })
    .timeout({ seconds: SECONDS_MAX })
    .rotate()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer({ resolveWithObject: true })
