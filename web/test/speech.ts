import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A recogniser of real speech for the server, as its environment wants it. */
export const RECOGNISER = {
  STT: 'command',
  STT_COMMAND: JSON.stringify(['pocketsphinx_continuous', '-infile', '{file}', '-logfn', '/dev/null']),
}

/**
 * Speaks a sentence into a WAV file that Chromium takes for its microphone: 48 kHz, with a second and a half of quiet before and
 * five seconds after, so that the speaker is heard to have finished.
 */
export function sayIntoFile(sentence: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lva-speech-'))
  const [spoken, file] = [join(folder, 'spoken.wav'), join(folder, 'microphone.wav')]
  execFileSync('flite', ['-voice', 'rms', '-t', sentence, '-o', spoken])
  const quiet = 'adelay=1500,apad=pad_dur=5'
  execFileSync('ffmpeg', ['-loglevel', 'error', '-i', spoken, '-af', quiet, '-ar', '48000', '-ac', '1', file])
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
