import { ref } from 'vue'

/** How many messages nobody has looked at; the tab bar shows it on every page. */
export const unread = ref(0)
