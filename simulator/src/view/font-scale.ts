/** The CSS variable with the font setting of the phone. 1 is usual. */
export const FONT_SCALE = '--font-scale'

/** Lengths of text follow the font setting. Relative sizes follow them already. */
export const scaleFonts = (css: string): string =>
  css.replace(/(font-size\s*:\s*)([\d.]+px|calc\([^;}!]*\))/gi, `$1calc($2 * var(${FONT_SCALE}, 1))`)
