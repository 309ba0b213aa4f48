export const facility = {}
