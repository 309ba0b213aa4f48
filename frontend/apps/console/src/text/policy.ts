// The words of policies and support: those that families read too come from packages/core, those of the desk stand here.
import { computed } from 'vue'
import { policyTexts } from '@tuoyuquan/core/policy'
import { language, words } from './language'
import { policyDesk as en } from './en/policy'
import { policyDesk as zh } from './zh/policy'

export const policy = computed(() => policyTexts[language.value])
export const policyDesk = words(zh, en)
