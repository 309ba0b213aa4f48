import type { components } from './schema'

export * from './client'
export { codes, type Code } from './codes'
export type { paths } from './schema'

type Schemas = components['schemas']
export type FacilityList = Schemas['FacilityList']
export type FacilityItem = Schemas['FacilityItem']
export type FacilityDetail = Schemas['FacilityDetail']
export type FacilityFull = Schemas['FacilityFull']
export type ClassDetail = Schemas['ClassDetail']
export type Vacancy = Schemas['Vacancy']
export type VacancyEvent = Schemas['VacancyEvent']
export type MonthFee = Schemas['MonthFee']
export type MonthFree = Schemas['MonthFree']
export type Fee = Schemas['Fee']
export type FeeTerms = Schemas['FeeTerms']
export type Hours = Schemas['Hours']
export type Walk = Schemas['Walk']
export type Cluster = Schemas['Cluster']
export type ClusterList = Schemas['ClusterList']
export type Circle = Schemas['FeatureCircleProperties']
export type Route = Schemas['FeatureRouteProperties']
export type Place = Schemas['PlaceItem']
export type Suggestion = Schemas['Suggestion']
export type Area = Schemas['AreaItem']
export type Meta = Schemas['Meta']
export type Empty = Schemas['Empty']
