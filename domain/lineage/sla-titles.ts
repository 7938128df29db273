import type { Wording } from './sla.ts';
import type { SlaStep } from './sla-terms.ts';

const title = (en: string, zh: string): Wording => ({ en, zh });

/** What each step with a deadline is called. */
export const SLA_TITLES: Readonly<Record<SlaStep, Wording>> = {
  SCREEN: title('screening', '订单审核'),
  PLAN: title('planning', '方案锁定'),
  STOCK: title('stock arrives', '补货到位'),
  HOLD: title('the hold is lifted', '挂起解除'),
  REQUEST: title('the request is answered', '答复申请'),
  RETURN: title('the return is answered', '售后处理'),
  ACCEPT: title('the partner accepts', '合作方接单'),
  PICK: title('picking', '拣货'),
  HAND_OVER: title('hand-over to the carrier', '交接承运商'),
  FIRST_SCAN: title('first scan', '首次扫描'),
  NEXT_SCAN: title('no news of the parcel', '无轨迹更新'),
  DELIVERY: title('delivery as promised', '按承诺送达'),
};
