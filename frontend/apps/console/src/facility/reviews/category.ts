// What a complaint was about, in the words families read.
import { complaintTexts } from '@tuoyuquan/core/complaint'
import { language } from '../../text/language'

export const categoryText = (code: string): string => {
  const { categories } = complaintTexts[language.value]
  return (categories as Record<string, { name: string } | undefined>)[code]?.name ?? code
}
