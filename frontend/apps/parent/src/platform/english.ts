// A file of its own in the build, fetched when somebody speaks English. Named from here: uni-app cannot name a chunk of another workspace.
export { english } from '@tuoyuquan/core/english'
