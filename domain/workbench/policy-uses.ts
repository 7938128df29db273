import type * as z from 'zod';
import { PlanningAdvice } from '../routing/planning-advice.ts';
import { PLANNING_FACTS } from '../routing/planning-facts.ts';
import type { FactKinds } from './decision-space.ts';

/** Where policies have a say, what they may ask there, and what they may answer. */
export type PolicyUse = { readonly facts: FactKinds; readonly says: z.ZodType };

export const POLICY_USES = {
  planning: { facts: PLANNING_FACTS, says: PlanningAdvice },
} as const satisfies Readonly<Record<string, PolicyUse>>;
export type PolicyUseName = keyof typeof POLICY_USES;
/** What policies of a use say. */
export type SaysOf<Use extends PolicyUseName> = z.output<(typeof POLICY_USES)[Use]['says']>;
export const POLICY_USE_NAMES = Object.keys(POLICY_USES) as [PolicyUseName, ...PolicyUseName[]];
