/** Text inside a page, whatever it holds. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const STYLE = `body{font:13px/1.5 system-ui,"Noto Sans SC","PingFang SC",sans-serif;color:#101828;background:#fff;margin:24px;max-width:1340px}
h1{font-size:20px;margin:0 0 2px}h2{font-size:16px;margin:28px 0 4px}h2 span{color:#667085;font-weight:400}
.sub{color:#667085}`;

/** A page for people that needs nothing else: no script, no other file. `style` comes after the house's own. */
export const htmlPage = ({
  title,
  sub,
  style,
  body,
}: {
  readonly title: string;
  readonly sub: string;
  readonly style: string;
  readonly body: string;
}): string => `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}
${style}</style></head><body>
<h1>${escaped(title)}</h1><p class="sub">${escaped(sub)}</p>${body}
</body></html>
`;
