import type { Intent } from './intent.ts';

/** What an intent is called. */
export const INTENT_TITLES: Readonly<Record<Intent, { readonly en: string; readonly zh: string }>> = {
  GIFT: { en: 'a gift', zh: '送礼' },
  URGENT: { en: 'urgent need', zh: '急用' },
  TRIAL: { en: 'trying it out', zh: '试用' },
  BULK: { en: 'bulk purchase', zh: '批量采购' },
  INSTALL: { en: 'installation with it', zh: '需安装' },
  SUBSCRIPTION: { en: 'a subscription', zh: '订阅' },
  APPOINTMENT: { en: 'an appointment', zh: '预约' },
  REPLACEMENT: { en: 'a replacement', zh: '补发换货' },
};
