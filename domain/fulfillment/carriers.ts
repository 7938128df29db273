import type { Carrier } from './carrier.ts';
import { kuaidi100 } from './kuaidi100.ts';

/** Every source of tracking we listen to. Constructs, functions and contract tests iterate over this list. */
export const CARRIERS: readonly Carrier[] = [kuaidi100];

export const carrierById = (id: string): Carrier | null => CARRIERS.find((carrier) => carrier.id === id) ?? null;
