/** `张三` → `张**`, `Bob Norman` → `B**`; already masked text and nothing stay as they are. */
export const maskName = (name: string): string => {
  if (name === '' || name.includes('*')) return name;
  const [first = ''] = Array.from(name);
  return `${first}**`;
};

const SHOWN_AT_END = 4;

/** `13800000000` → `138****0000`; short numbers show their end only. */
export const maskPhone = (phone: string): string => {
  if (phone === '' || phone.includes('*')) return phone;
  const digits = phone.replace(/[^\d+]/g, '');
  const end = digits.slice(-SHOWN_AT_END);
  return digits.length >= 11 ? `${digits.slice(0, 3)}****${end}` : `****${digits.length > SHOWN_AT_END ? end : ''}`;
};

const PHONE_MASK = /^(?=.*\*)[\d+*-]{3,20}$/;
const NAME_MASK = /^\p{L}{0,3}\*{1,8}\p{L}{0,3}$/u;

/** What a platform shows in place of ciphertext: `136*******5`, `张**`. Ciphertext, in whatever alphabet, is none. */
export const isMask = (text: string): boolean => PHONE_MASK.test(text) || NAME_MASK.test(text);
