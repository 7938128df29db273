import type { Carrier } from '#domain/fulfillment/carrier.ts';
import { carrierById } from '#domain/fulfillment/carriers.ts';
import seventeenTrack from '../../catalog/carriers/17track.json' with { type: 'json' };
import aftership from '../../catalog/carriers/aftership.json' with { type: 'json' };
import cainiao from '../../catalog/carriers/cainiao.json' with { type: 'json' };
import dcsa from '../../catalog/carriers/dcsa.json' with { type: 'json' };
import deppon from '../../catalog/carriers/deppon.json' with { type: 'json' };
import dhl from '../../catalog/carriers/dhl.json' with { type: 'json' };
import easypost from '../../catalog/carriers/easypost.json' with { type: 'json' };
import ems from '../../catalog/carriers/ems.json' with { type: 'json' };
import fedex from '../../catalog/carriers/fedex.json' with { type: 'json' };
import iata from '../../catalog/carriers/iata.json' with { type: 'json' };
import jd from '../../catalog/carriers/jd.json' with { type: 'json' };
import jtexpress from '../../catalog/carriers/jtexpress.json' with { type: 'json' };
import kdniao from '../../catalog/carriers/kdniao.json' with { type: 'json' };
import kuaidi100 from '../../catalog/carriers/kuaidi100.json' with { type: 'json' };
import rail from '../../catalog/carriers/rail.json' with { type: 'json' };
import sf from '../../catalog/carriers/sf.json' with { type: 'json' };
import sto from '../../catalog/carriers/sto.json' with { type: 'json' };
import telematics from '../../catalog/carriers/telematics.json' with { type: 'json' };
import ups from '../../catalog/carriers/ups.json' with { type: 'json' };
import yto from '../../catalog/carriers/yto.json' with { type: 'json' };
import yunda from '../../catalog/carriers/yunda.json' with { type: 'json' };
import zto from '../../catalog/carriers/zto.json' with { type: 'json' };
import { type CarrierReading, carrierReading } from './carrier-catalog.ts';

/** The code tables of all carriers, for functions that read what any of them sent; a carrier's own function has its own alone. */
const TABLES: Readonly<Record<string, unknown>> = {
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
  '17track': seventeenTrack,
  aftership,
  easypost,
  fedex,
  dhl,
  ups,
  dcsa,
  iata,
  rail,
  telematics,
};

export type CarrierSource = { readonly carrier: Carrier; readonly tables: CarrierReading };

const known = new Map<string, CarrierSource>();

/** How a carrier's messages are taken apart and what its codes mean; null when nobody of that name is listened to. */
export const carrierSource = (id: string): CarrierSource | null => {
  const before = known.get(id);
  if (before) return before;
  const carrier = carrierById(id);
  if (!carrier || !TABLES[id]) return null;
  const source = { carrier, tables: carrierReading(TABLES[id]) };
  known.set(id, source);
  return source;
};
