/** `wechat-shop` → `WechatShop` */
export const pascalCase = (word: string): string =>
  word
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
