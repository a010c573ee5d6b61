import type { Features, Welcome } from '@lva/contracts/health'
import { shallowReadonly, shallowRef } from 'vue'
import { api } from './api.ts'
import { Offline } from './api-problem.ts'

const KEY = 'lva.features'
const features = shallowRef<Features | null>(null)

/** Asks the server what it offers. Offline, what it offered last time stands; null when that is unknown too. */
async function learnFeatures(): Promise<void> {
  try {
    const welcome = await api.get<Welcome>('/')
    features.value = welcome.features
    localStorage.setItem(KEY, JSON.stringify(welcome.features))
  } catch (fault) {
    const kept = localStorage.getItem(KEY)
    if (!(fault instanceof Offline) || !kept) throw fault
    features.value = JSON.parse(kept)
  }
}

/** What this server offers: who may sign up, who answers, who listens and speaks. */
export function useFeatures() {
  return { features: shallowReadonly(features), learnFeatures }
}
