import { agiso } from './agiso.ts';
import { amazon } from './amazon.ts';
import { b2b } from './b2b.ts';
import type { Channel } from './channel.ts';
import { dms } from './dms.ts';
import { douyin } from './douyin.ts';
import { douyinLife } from './douyin-life.ts';
import { eleme } from './eleme.ts';
import { jd } from './jd.ts';
import { kuaishou } from './kuaishou.ts';
import { lazada } from './lazada.ts';
import { meituan } from './meituan.ts';
import { pinduoduo } from './pinduoduo.ts';
import { shopee } from './shopee.ts';
import { shopify } from './shopify.ts';
import { taobao } from './taobao.ts';
import { tiktokShop } from './tiktok-shop.ts';
import { wechat } from './wechat.ts';
import { woocommerce } from './woocommerce.ts';
import { xiaohongshu } from './xiaohongshu.ts';
import { youzan } from './youzan.ts';

/** Every channel: constructs, contract tests, simulators and the command line iterate over this list. */
export const CHANNELS: readonly Channel[] = [
  douyin,
  wechat,
  shopify,
  xiaohongshu,
  kuaishou,
  youzan,
  meituan,
  eleme,
  woocommerce,
  tiktokShop,
  shopee,
  douyinLife,
  agiso,
  dms,
  jd,
  lazada,
  pinduoduo,
  amazon,
  taobao,
  b2b,
];

export class UnknownChannel extends Error {
  override name = 'UnknownChannel';
}

/** @throws UnknownChannel naming the known ones */
export const channelById = (id: string): Channel => {
  const channel = CHANNELS.find((candidate) => candidate.id === id);
  if (!channel) throw new UnknownChannel(`no channel ${id}: use one of ${CHANNELS.map((each) => each.id).join(', ')}`);
  return channel;
};
