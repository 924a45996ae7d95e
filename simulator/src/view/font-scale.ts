/** The CSS variable with the text size in the phone's settings. 1 is the default. */
export const FONT_SCALE = '--font-scale'

/** Scales absolute font sizes by the text size in the phone's settings. Relative ones follow automatically. */
export const scaleFonts = (css: string): string =>
  css.replace(/(font-size\s*:\s*)([\d.]+px|calc\([^;}!]*\))/gi, `$1calc($2 * var(${FONT_SCALE}, 1))`)
