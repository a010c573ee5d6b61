/** An e-mail address as it is compared: one person who types it in capitals or pastes it with a space is still that person. */
export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase()
