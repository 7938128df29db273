import * as z from 'zod';

export const INSTRUCTION_TYPES = [
  'fulfillment_carrier',
  'fulfillment_carrier_avoid',
  'ship_not_before',
  'ship_by',
  'deliver_on',
  'deliver_by',
  'deliver_window',
  'drop_place',
  'drop_place_avoid',
  'contact',
  'contact_phone',
  'urgency',
  'packaging',
  'gift_message',
  'hide_price',
  'invoice_kind',
  'invoice_title',
  'invoice_tax_id',
  'variant_size',
  'variant_color',
  'shipment_merge',
  'shipment_split',
  'insure',
  'inspect_on_delivery',
  'install_on',
  'address_change',
  'recipient_change',
  'cancel',
  'no_substitute',
  'sample_request',
] as const;
export const InstructionType = z.enum(INSTRUCTION_TYPES);
export type InstructionType = z.infer<typeof InstructionType>;

/** One thing a remark asks for. */
export const Instruction = z.object({
  type: InstructionType,
  /** A code, a `YYYY-MM-DD` date, `HH:mm-HH:mm`, `true`, or words as the remark has them. */
  value: z.string(),
  /** Where the remark says it: UTF-16 offsets, the end excluded. */
  span: z.tuple([z.number().int(), z.number().int()]),
  confidence: z.number().min(0).max(1),
});
export type Instruction = z.infer<typeof Instruction>;
