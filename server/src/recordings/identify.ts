import { Problem } from '../problem.ts'

/** Every kind of recording that can be understood, with the media type and the file ending it is kept under. */
export const KINDS = {
  wav: { mime: 'audio/wav', ending: 'wav' },
  mp3: { mime: 'audio/mpeg', ending: 'mp3' },
  flac: { mime: 'audio/flac', ending: 'flac' },
  'ogg-opus': { mime: 'audio/ogg', ending: 'ogg' },
  'ogg-vorbis': { mime: 'audio/ogg', ending: 'ogg' },
  webm: { mime: 'audio/webm', ending: 'webm' },
  mp4: { mime: 'audio/mp4', ending: 'm4a' },
} as const

/** What a recording is, judged by its content. */
export type Kind = keyof typeof KINDS

/** The most bytes a recording may have: 25 MiB. */
export const MAX_BYTES = 25 * 1024 * 1024

const UNKNOWN = 'This is not a sound file I can read. WAV, MP3, OGG, WebM, MP4/M4A and FLAC work.'

/**
 * Names the kind of a recording by its first bytes, never by its name or by what the sender claims.
 * Throws `nothing-said` when it is empty, `too-large` above 25 MiB, `unknown-audio` when it is anything else.
 */
export function identify(bytes: Uint8Array): Kind {
  if (bytes.length === 0) throw new Problem('nothing-said', 'The recording is empty.')
  if (bytes.length > MAX_BYTES) throw new Problem('too-large', 'A recording may have 25 MB at most.')
  const kind = kindOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (!kind) throw new Problem('unknown-audio', UNKNOWN)
  return kind
}

/** The file ending a recording of this media type is kept under. Throws Error for one that is none of {@link KINDS}. */
export function endingOf(mime: string): string {
  const kind = Object.values(KINDS).find((known) => known.mime === mime)
  if (!kind) throw new Error(`a recording of unknown kind ${mime}`)
  return kind.ending
}

function kindOf(bytes: Buffer): Kind | null {
  const says = (text: string, at: number) => bytes.toString('latin1', at, at + text.length) === text
  if ((says('RIFF', 0) || says('RF64', 0)) && says('WAVE', 8)) return 'wav'
  if (says('fLaC', 0)) return 'flac'
  if (says('OggS', 0)) return kindOfOgg(bytes)
  if (says('\x1a\x45\xdf\xa3', 0) && bytes.subarray(0, 4096).includes('webm')) return 'webm'
  if (says('ftyp', 4)) return 'mp4'
  return startsAsMp3(bytes) ? 'mp3' : null
}

function kindOfOgg(bytes: Buffer): Kind | null {
  const firstPacket = 27 + (bytes[26] ?? 0)
  if (bytes.toString('latin1', firstPacket, firstPacket + 8) === 'OpusHead') return 'ogg-opus'
  return bytes.toString('latin1', firstPacket, firstPacket + 7) === '\x01vorbis' ? 'ogg-vorbis' : null
}

// Eleven set bits open an MPEG frame but also turn up in any noise, so the next frame must be where the first one says.
function startsAsMp3(bytes: Buffer): boolean {
  const start = afterId3(bytes)
  const length = mp3FrameBytes(bytes, start)
  if (length === 0) return false
  return start + length + 4 > bytes.length || mp3FrameBytes(bytes, start + length) > 0
}

function afterId3(bytes: Buffer): number {
  if (bytes.toString('latin1', 0, 3) !== 'ID3' || bytes.length < 10) return 0
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10)
  return 10 + ((a << 21) | (b << 14) | (c << 7) | d)
}

const KBPS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const KBPS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const MPEG1_RATES = [44100, 48000, 32000]

/** Bytes of the MPEG layer III frame at `at` (ISO 11172-3, 13818-3 and "MPEG 2.5"), 0 where there is none. */
function mp3FrameBytes(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) return 0
  const head = bytes.readUInt32BE(at)
  const version = (head >>> 19) & 3
  const layer = (head >>> 17) & 3
  const kbps = (version === 3 ? KBPS_MPEG1 : KBPS_MPEG2)[(head >>> 12) & 15]
  const rate = MPEG1_RATES[(head >>> 10) & 3]
  if (head >>> 21 !== 0x7ff || version === 1 || layer !== 1 || !kbps || !rate) return 0
  const slower = version === 3 ? 1 : version === 2 ? 2 : 4
  const samples = version === 3 ? 1152 : 576
  return Math.floor(((samples / 8) * kbps * 1000) / (rate / slower)) + ((head >>> 9) & 1)
}
