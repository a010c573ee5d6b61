import { ref } from 'vue'

/** The address somebody typed before they were signed in: who goes from signing in to a forgotten password need not type it again. */
export const typedAddress = ref('')
