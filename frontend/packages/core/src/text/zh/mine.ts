export const mine = {}
