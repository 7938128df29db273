import { seventeenTrack } from './17track.ts';
import { aftership } from './aftership.ts';
import { cainiao } from './cainiao.ts';
import type { Carrier } from './carrier.ts';
import { dcsa } from './dcsa.ts';
import { deppon } from './deppon.ts';
import { dhl } from './dhl.ts';
import { easypost } from './easypost.ts';
import { ems } from './ems.ts';
import { fedex } from './fedex.ts';
import { iata } from './iata.ts';
import { jd } from './jd.ts';
import { jtexpress } from './jtexpress.ts';
import { kdniao } from './kdniao.ts';
import { kuaidi100 } from './kuaidi100.ts';
import { rail } from './rail.ts';
import { sf } from './sf.ts';
import { sto } from './sto.ts';
import { telematics } from './telematics.ts';
import { ups } from './ups.ts';
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
  seventeenTrack,
  aftership,
  easypost,
  dhl,
  fedex,
  ups,
  dcsa,
  iata,
  rail,
  telematics,
];

export const carrierById = (id: string): Carrier | null => CARRIERS.find((carrier) => carrier.id === id) ?? null;
