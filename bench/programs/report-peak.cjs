// Preloaded into a process: at its end, writes the most memory that it had, in MB, to the file that PEAK_FILE names.
const { readFileSync, writeFileSync } = require('node:fs')

process.on('exit', () => {
  // The kernel's mark of this program alone: `resourceUsage().maxRSS` begins with what the parent had when it forked.
  const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))
  writeFileSync(process.env.PEAK_FILE, String(Number(kilobytes) / 1024))
})
