import sharp from 'sharp'

/** The most a picture may have on a side, and over all: 100 megapixels take 400 MB while they are looked at. */
const SIDE_MAX = 16_000
const PIXELS_MAX = 64_000_000
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
  try {
    const { width = 0, height = 0 } = await sharp(bytes, { limitInputPixels: false }).metadata()
    // Asked before anything is unpacked.
    if (Math.max(width, height) > SIDE_MAX || width * height > PIXELS_MAX) return { unreadable: 'too-many-pixels' }
    const kept = await smaller(bytes, KEPT_SIDE, 84)
    const small = await smaller(bytes, THUMBNAIL_SIDE, 76)
    return { picture: kept.data, thumbnail: small.data, width: kept.info.width, height: kept.info.height }
  } catch {
    return { unreadable: 'damaged' }
  }
}

const smaller = (bytes: Uint8Array, side: number, quality: number) =>
  sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error', pages: 1 })
    .rotate()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .toBuffer({ resolveWithObject: true })
