/**
 * What photosalbum has in an album beside photos, while it saves, is hidden and begins like this. Each user has their own:
 * in an album that several share, one could not remove another's.
 */
export const HIDDEN = process.getuid ? `.photosalbum-${process.getuid()}-` : '.photosalbum-'

/**
 * Fixed names, so that whether anybody saves, or was killed while saving, can be seen without listing 100,000 photos. Each
 * process that saves has one; if there are more processes than flags, those of the others still tell that there is something to see.
 */
export const FLAGS: readonly string[] = Array.from({ length: 8 }, (_, number) => `${HIDDEN}${number}`)

/**
 * A name that is about to be taken, where there are no hard links. Its content is the name of the staged file. The same for all
 * users: two that each had a claim of their own would both take the name.
 */
export const CLAIM = '.photosalbum-claim-'
