import LinkDialog from './link-dialog.vue'
import PinDialog from './pin-dialog.vue'

/** The windows of the phone. They come together: a piece for each would be one more that other pages have to wait for. */
export const dialogs = { LinkDialog, PinDialog }
