import type { Vendors } from '../vendor.ts'
import { elsewhere, type NameOf } from '../vendor-names.ts'
import { createCommandStt } from './command.ts'
import { createDeepgramStt } from './deepgram.ts'
import { createOpenAiStt } from './openai.ts'
import type { Stt } from './stt.ts'

/** Who writes down. */
export const STT_VENDORS: Vendors<Stt, NameOf<'stt'>> = {
  deepgram: {
    serves: ({ deepgram }) => deepgram.key !== null,
    make: ({ deepgram: { key } }, asked, { clock }) =>
      key === null ? 'DEEPGRAM_API_KEY is not set' : createDeepgramStt({ key, ...asked, ...(clock ? { clock } : {}) }),
  },
  openai: {
    serves: ({ openai, stt }) => openai.key !== null || elsewhere(stt.baseUrl) !== null,
    make: ({ openai: { key }, stt }, asked) =>
      key === null && !asked.baseUrl
        ? 'neither OPENAI_API_KEY nor a base URL is set'
        : createOpenAiStt({ key, ...asked, model: asked.model ?? stt.whisper ?? undefined }),
  },
  command: {
    serves: ({ stt }) => stt.command !== null,
    lastly: true,
    make: ({ stt, programs }) =>
      stt.command === null
        ? 'no program is configured to listen'
        : createCommandStt({ argv: stt.command, surroundings: programs }),
  },
}
