/**
 * Between the command and the process that the app runs in, besides the channel that `fork` makes (3). Whatever the app
 * does to its process, what was written into a pipe arrives, and the kernel closes one when either process is gone.
 */

/** Descriptor, in the app's process, of the pipe that it tells the command through: a line of JSON for each report. */
export const REPORTS = 4

/** Descriptor, in the app's process, of a pipe that nobody writes to. It ends with the command. */
export const LIFELINE = 5

/** How long a cancelled app may take to put things in order, in milliseconds. */
export const GRACE = 3000
