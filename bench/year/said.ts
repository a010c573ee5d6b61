/** What somebody says in a year: a concept, two things about it, and a question that brings it back. */
export interface Learned {
  concept: string
  deck: string
  says: [first: string, later: string]
  asked: string
}

export const LEARNED: Learned[] = [
  {
    ...{ concept: 'Honey', deck: 'Bees', asked: 'Why does honey keep for years?' },
    says: [
      'Honey keeps for years because it holds so little water that nothing can live in it.',
      'Bees fan honey with their wings until most of its water is gone.',
    ],
  },
  {
    ...{ concept: 'Waggle dance', deck: 'Bees', asked: 'What does the waggle dance tell the others?' },
    says: [
      'The waggle dance tells other bees how far the flowers are, and in which direction from the sun.',
      'The longer the waggle dance lasts, the further away the flowers are.',
    ],
  },
  {
    ...{ concept: 'Photosynthesis', deck: 'Biology', asked: 'What do plants make out of light, water and air?' },
    says: [
      'Photosynthesis turns light, water and carbon dioxide into sugar and oxygen.',
      'The oxygen of photosynthesis comes from the water and not from the carbon dioxide.',
    ],
  },
  {
    ...{ concept: 'Mitochondria', deck: 'Biology', asked: 'Why do mitochondria have DNA of their own?' },
    says: [
      'Mitochondria have DNA of their own because they were bacteria once.',
      'Mitochondria burn sugar and give the cell its energy.',
    ],
  },
  {
    ...{ concept: 'Glaciers', deck: 'Earth', asked: 'How does a glacier move?' },
    says: [
      'Glaciers move because ice under its own weight flows like a very slow river.',
      'Glaciers carve valleys that are round at the bottom, where rivers carve them sharp.',
    ],
  },
  {
    ...{ concept: 'Tides', deck: 'Earth', asked: 'Why are there two tides a day?' },
    says: [
      'Tides come twice a day because the moon pulls the water on one side and the earth away from it on the other.',
      'Tides are highest when the sun and the moon stand in one line.',
    ],
  },
  {
    ...{ concept: 'Compound interest', deck: 'Money', asked: 'What makes compound interest grow so fast?' },
    says: [
      'Compound interest grows fast because interest is paid on the interest of the years before.',
      'At seven percent of compound interest money doubles in about ten years.',
    ],
  },
  {
    ...{ concept: 'Spaced repetition', deck: 'Learning', asked: 'Why are reviews spread over days?' },
    says: [
      'Spaced repetition works because recalling something just before it is forgotten strengthens it most.',
      'Spaced repetition needs fewer reviews the older a memory is.',
    ],
  },
  {
    ...{ concept: 'Deep sleep', deck: 'Learning', asked: 'What does deep sleep do for memory?' },
    says: [
      'Deep sleep moves what was learned during the day into the long memory.',
      'Without deep sleep new words are forgotten twice as fast.',
    ],
  },
  {
    ...{
      concept: 'The subjunctive of doubt in Spanish',
      deck: 'Spanish',
      asked: 'After which words does doubt ask for it?',
    },
    says: [
      'The subjunctive of doubt in Spanish comes after dudar que and no creer que.',
      'After creer que without a no the subjunctive of doubt in Spanish is not used.',
    ],
  },
  {
    ...{ concept: 'Ser and estar', deck: 'Spanish', asked: 'When is it estar?' },
    says: [
      'Estar is for where something is and how it feels, and ser for what it is.',
      'Ser and estar change the meaning of aburrido from boring to bored.',
    ],
  },
  {
    ...{ concept: 'Counterpoint', deck: 'Music', asked: 'What makes two voices counterpoint?' },
    says: [
      'Counterpoint means that two voices are melodies of their own and sound well together.',
      'Bach wrote counterpoint in which a melody is its own answer.',
    ],
  },
]
