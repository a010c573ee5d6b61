/** What is written in the picture that shows whether a model sees; nobody would guess it. */
export const PROOF = '7429'

/** Digits of 5 × 7 points, line by line. */
const DIGITS: Record<string, string> = {
  2: '01110 10001 00001 00110 01000 10000 11111',
  4: '00010 00110 01010 10010 11111 00010 00010',
  7: '11111 00001 00010 00100 01000 01000 01000',
  9: '01110 10001 10001 01111 00001 00010 01100',
}
const POINT = 16
const MARGIN = 2

/** A picture of a number (JPEG) in large digits, black on white. */
export async function proofPicture(): Promise<Uint8Array> {
  // A native library that most houses need for this alone.
  const { default: sharp } = await import('sharp')
  const lines = Array.from({ length: 7 }, (_, line) =>
    [...PROOF].map((digit) => DIGITS[digit]?.split(' ')[line] ?? '').join('0'),
  )
  const blank = '0'.repeat((lines[0]?.length ?? 0) + 2 * MARGIN)
  const side = '0'.repeat(MARGIN)
  const rows = [...Array(MARGIN).fill(blank), ...lines.map((line) => side + line + side), ...Array(MARGIN).fill(blank)]
  const grey = Uint8Array.from(rows.join(''), (point) => (point === '1' ? 0 : 255))
  return sharp(grey, { raw: { width: blank.length, height: rows.length, channels: 1 } })
    .resize({ width: blank.length * POINT, kernel: 'nearest' })
    .jpeg({ quality: 90 })
    .toBuffer()
}
