import { cainiao } from './cainiao.ts';
import type { Carrier } from './carrier.ts';
import { deppon } from './deppon.ts';
import { ems } from './ems.ts';
import { jd } from './jd.ts';
import { jtexpress } from './jtexpress.ts';
import { kdniao } from './kdniao.ts';
import { kuaidi100 } from './kuaidi100.ts';
import { sf } from './sf.ts';
import { sto } from './sto.ts';
import { yto } from './yto.ts';
import { yunda } from './yunda.ts';
import { zto } from './zto.ts';

/** Every source of tracking we listen to. Constructs, functions and contract tests iterate over this list. */
export const CARRIERS: readonly Carrier[] = [
  kuaidi100,
  kdniao,
  sf,
  jd,
  cainiao,
  zto,
  sto,
  yto,
  yunda,
  jtexpress,
  ems,
  deppon,
];

export const carrierById = (id: string): Carrier | null => CARRIERS.find((carrier) => carrier.id === id) ?? null;
