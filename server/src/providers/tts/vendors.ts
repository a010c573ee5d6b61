import { findProgram } from '../run-program.ts'
import type { ProviderSettings } from '../settings.ts'
import type { Vendors } from '../vendor.ts'
import { elsewhere, type NameOf } from '../vendor-names.ts'
import { createCommandTts, customProgram } from './command.ts'
import { createElevenLabsTts } from './elevenlabs.ts'
import { espeakNg } from './espeak.ts'
import { createOpenAiTts } from './openai.ts'
import type { Tts } from './tts.ts'

/** Who speaks. */
export const TTS_VENDORS: Vendors<Tts, NameOf<'tts'>> = {
  elevenlabs: {
    serves: ({ elevenlabs }) => elevenlabs.key !== null,
    make: ({ elevenlabs: { key } }, asked) =>
      key === null ? 'ELEVENLABS_API_KEY is not set' : createElevenLabsTts({ key, ...asked }),
  },
  openai: {
    serves: ({ openai, tts }) => openai.key !== null || elsewhere(tts.baseUrl) !== null,
    make: ({ openai: { key } }, asked) =>
      key === null && !asked.baseUrl
        ? 'neither OPENAI_API_KEY nor a base URL is set'
        : createOpenAiTts({ key, ...asked }),
  },
  command: {
    serves: (settings) => programOf(settings) !== null,
    lastly: true,
    make(settings) {
      const program = programOf(settings)
      return program
        ? createCommandTts({ program, surroundings: settings.programs })
        : 'no program is configured to speak, and espeak-ng is not installed'
    },
  },
}

/** The configured program, or espeak-ng where it is installed. */
function programOf({ tts, programs }: ProviderSettings) {
  if (tts.command) return customProgram(tts.command)
  return findProgram('espeak-ng', programs) === null ? null : espeakNg(programs)
}
