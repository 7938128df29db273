import { simplified, TRADITIONAL } from './remark-simplified.ts';

const FULL_WIDTH_FROM = 0xff01;
const FULL_WIDTH_TO = 0xff5e;
const FULL_WIDTH_BY = 0xfee0;

const plainLetter = (letter: string): string => {
  const code = letter.charCodeAt(0);
  if (code >= FULL_WIDTH_FROM && code <= FULL_WIDTH_TO) return String.fromCharCode(code - FULL_WIDTH_BY).toLowerCase();
  if (code === 0x3000 || code === 0xa0) return ' ';
  const simple = simplified(letter);
  if (simple !== letter) return simple;
  const lower = letter.toLowerCase();
  return lower.length === letter.length ? lower : letter;
};

const NOT_PLAIN = new RegExp(`[A-Z\u3000\u00a0\uff01-\uff5e‘’\`“”\u00c0-\u00de${TRADITIONAL}]`, 'g');
const QUOTE_MARKS: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '`': "'", '“': '"', '”': '"' };

/** Lower case, half width, simplified: as long as the remark itself, so that offsets are the remark's own. */
export const plainText = (remark: string): string =>
  remark.replace(NOT_PLAIN, (letter) => QUOTE_MARKS[letter] ?? plainLetter(letter));

/** A stretch of the remark between stops. */
export type Clause = {
  readonly text: string;
  readonly start: number;
  /** Of the sentence it is in: clauses of one sentence lean on each other. */
  readonly sentence: number;
};

/** A full stop (the group), or what only parts clauses: a comma, a blank between Chinese words, the number of a list. */
const CUT =
  /([。!！?？;；\n]|\.(?=\s|$)|…+|\.{2,}|~+|～+)|[,，、|]|\s{2,}|(?<=[\u4e00-\u9fff\])）」』】])(?<![要别发走不放用是改换到请成寄勿送写])\s(?=\S)|(?<=\S)\s(?=[\u4e00-\u9fff])|(?<!\d)\d{1,2}[.、](?=\s?[\u4e00-\u9fff])/g;

/** Splits at stops and commas; within quotation marks nothing is split. */
export const clausesOf = (plain: string): Clause[] => {
  const clauses: Clause[] = [];
  const quoted = quotedSpans(plain);
  let [start, sentence] = [0, 0];
  const close = (end: number): void => {
    const text = plain.slice(start, end);
    if (text.trim() !== '') clauses.push({ text, start, sentence });
  };
  for (const cut of plain.matchAll(CUT)) {
    if (quoted.some(([from, to]) => cut.index >= from && cut.index < to)) continue;
    close(cut.index);
    start = cut.index + cut[0].length;
    if (cut[1] !== undefined) sentence += 1;
  }
  close(plain.length);
  return clauses;
};

const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['【', '】'],
];

/** Where quotation marks enclose something, marks included. */
export const quotedSpans = (plain: string): (readonly [number, number])[] =>
  QUOTES.flatMap(([open, end]) => {
    const spans: (readonly [number, number])[] = [];
    let at = plain.indexOf(open);
    while (at >= 0) {
      const to = plain.indexOf(end, at + 1);
      if (to < 0) break;
      spans.push([at, to + 1]);
      at = plain.indexOf(open, to + 1);
    }
    return spans;
  });

const PROGRAM: readonly RegExp[] = [
  /^\s*[{[].*["']\s*:\s*.*[}\]]\s*$/s,
  /<\/?[a-z!][^>]*>/,
  /\b(select|update|insert|delete|drop|alter)\b.+\b(from|set|into|table|where)\b/s,
  /\b(if|for|while|function|return|console|print|def|import|eval|exec)\s*\(?.*[(){};=]{2,}/s,
  /\b(type|cancel|carrier|urgency|fulfillment\w*|drop_place|contact|status|price)\s*(=|:=|==)\s*\S/,
  /\b(?:instructions? for|to) (?:the |this )?(?:bot|ai|assistant|model|system|llm|program|parser)\b|\b(?:bot|ai|llm|gpt|chatgpt|robot)\b.{0,12}[:：,]|\bset \w+ (?:to|=) (?:true|false|null|\d)|(?:机器人|程序|系统|ai|模型)(?:请|必须|应该|需要|现在)?(?:注意|听令|执行|输出|返回|把|将)|(?:执行|运行)(?:以下|下面|如下)?(?:命令|代码|脚本|指令|sql)/,
  /\bas an? (?:ai|assistant|language model|bot)\b|\byou are (?:now )?(?:an? )?(?:ai|assistant|bot|admin|root)\b/,
  /^\s*(?:dear )?(?:assistant|ai|bot|chatgpt|gpt|system)\b\s*[,，:：]/,
  /\[(?:system|admin|assistant)\]|\boverride\b|\bprompt\s*[:：]/,
  /\{\{.*\}\}|\$\{.*\}|<%|%>/s,
  /\b(system|assistant|user)\s*[:：]|\b(system prompt|admin mode|developer mode|jailbreak)\b/,
  /\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|all|earlier|instruction|rule|prompt)/s,
  /(忽略|无视|忘记|忘掉|绕过|跳过).{0,10}(之前|以上|上面|前面|所有|全部|系统|一切|先前).{0,10}(规则|指令|指示|提示|设定|要求|内容|限制)/,
  /(你(现在)?是(一个|一名)?|作为一个?|扮演).{0,12}(ai|助手|机器人|模型|程序|管理员|系统)/,
  /(输出|返回|打印|生成).{0,12}(json|type|=|指令|标签|字段|true|结果)/,
  /(系统提示|提示词|prompt|管理员模式|开发者模式|最高权限|root)/,
  /(把|将).{0,8}(本单|这一?单|这个?订单|所有订单|订单).{0,6}(标记|状态|设|置|字段|改)(为|成|到).{0,12}(已|成功|完成|=|true|免单|0)/,
  /=>|&&|\|\||\/\*|\*\/|--\s*$|;\s*--/,
];

/** Text that addresses a program: nothing in it is an instruction about a parcel. */
export const isForPrograms = (plain: string): boolean => PROGRAM.some((pattern) => pattern.test(plain));
