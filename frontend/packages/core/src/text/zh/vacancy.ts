export const vacancy = {}
