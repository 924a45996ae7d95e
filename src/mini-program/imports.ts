/** An import of a module, as its source has it. */
export interface Import {
  readonly specifier: string
  /** The first line is 1. */
  readonly line: number
}

/**
 * The imports that a person would find in a source, to tell where one leads nowhere. What is commented out is left out;
 * more is not asked of it, since nothing is loaded by it.
 */
export function importsIn(source: string): Import[] {
  return [...source.matchAll(/\b(?:from|import|require)\s*\(?\s*(['"`])(.+?)\1/g)].flatMap(
    ({ 0: text, 2: specifier, index }) => {
      const lines = source.slice(0, index + text.length).split('\n')
      return /^\s*(\/\/|\/?\*)/.test(lines.at(-1)!) ? [] : [{ specifier: specifier!, line: lines.length }]
    },
  )
}

/** Whether it names a package, and no file. */
export const isPackage = (specifier: string) => !/^(\.{0,2}\/|[\w+.-]+:)/.test(specifier)

/** What is wrong with an import of a file that is not there: all the names that it was looked for by. */
export const noSuchFile = (specifier: string) =>
  `There is no "${specifier}"${/\.\w+$/.test(specifier) ? '' : `, "${specifier}.js" or "${specifier}/index.js"`}.`
