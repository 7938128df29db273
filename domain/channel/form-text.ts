/** `application/x-www-form-urlencoded` text back to what was meant: `+` is a space. @throws URIError for a broken `%` sequence */
export const fromForm = (encoded: string): string => decodeURIComponent(encoded.replaceAll('+', ' '));

/** As java.net.URLEncoder writes it, which is what the platforms run: letters, digits and `.-*_` stay. */
export const toForm = (plain: string): string =>
  encodeURIComponent(plain)
    .replace(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
