import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', 'tide', 'two', 'queen', '##s', 'sea', 'void']
const WIDTH = 4
const FLOAT = 1
const INT64 = 7

/**
 * Writes a sentence model of a few words into a folder, as its makers publish them: a tokenizer, and an ONNX graph that looks up a row of a
 * table for each token. Real models are the same with more in between.
 */
export function writeTinyModel(folder: string): void {
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer()))
  writeFileSync(join(folder, 'model.onnx'), graph())
}

/** A WordPiece tokenizer as BERT has it. */
function tokenizer() {
  const special = (id: number) => ({ id, content: WORDS[id], special: true, normalized: false })
  return {
    version: '1.0',
    added_tokens: [0, 1, 2, 3].map(special),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##' },
    model: {
      ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100 },
      vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
    },
  }
}

/** Row `n` of the table; "tide" and "sea" lie near each other, and of a "void" nothing can be made. */
function rowOf(id: number): number[] {
  if (WORDS[id] === 'void') return [Number.NaN, 0, 0, 0]
  return WORDS[id] === 'sea' ? [0.1, 5, 0.1, 0.3] : [0.1, id === 5 ? 5 : 0.2, id % 3, 0.3]
}

// Protocol buffers by hand: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
const number = (field: number, value: number) => Buffer.from([...varint(field << 3), ...varint(value)])
function bytes(field: number, ...content: Array<Buffer | string>): Buffer {
  const body = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(body.length)]), body])
}

function graph(): Buffer {
  const table = Float32Array.from(WORDS.flatMap((_, id) => rowOf(id)))
  const dim = (size: number | string) => bytes(1, typeof size === 'number' ? number(1, size) : bytes(2, size))
  const value = (name: string, type: number, ...dims: Array<number | string>) => [
    bytes(1, name),
    bytes(2, bytes(1, number(1, type), bytes(2, ...dims.map(dim)))),
  ]
  return Buffer.concat([
    number(1, 8),
    bytes(
      7,
      bytes(1, bytes(1, 'table'), bytes(1, 'input_ids'), bytes(2, 'last_hidden_state'), bytes(4, 'Gather')),
      bytes(2, 'tiny'),
      bytes(
        5,
        number(1, WORDS.length),
        number(1, WIDTH),
        number(2, FLOAT),
        bytes(8, 'table'),
        bytes(9, Buffer.from(table.buffer)),
      ),
      bytes(11, ...value('input_ids', INT64, 'batch', 'tokens')),
      bytes(11, ...value('attention_mask', INT64, 'batch', 'tokens')),
      bytes(12, ...value('last_hidden_state', FLOAT, 'batch', 'tokens', WIDTH)),
    ),
    bytes(8, bytes(1, ''), number(2, 13)),
  ])
}
