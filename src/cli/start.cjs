#!/usr/bin/env node
/** What must be set before the first module of the command is loaded. */
const { enableCompileCache } = require('node:module')
const { setFlagsFromString } = require('node:v8')

// Photos wait for the disk side by side. Each of them takes a thread meanwhile, and Node has four.
process.env.UV_THREADPOOL_SIZE ??= '16'

// For the developers of a program, not for its users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

// Most commands end before optimized code pays off: by default a quarter of the CPU time of 300 downloads goes into it, a third
// of that (and 35 MB) into the parser of HTTP, which is WebAssembly. Later versions of V8 have other flags, and print an error
// for one that they do not know.
if (process.versions.v8.startsWith('11.')) {
  setFlagsFromString('--interrupt-budget=400000')
  setFlagsFromString('--liftoff-only')
  // Until a full collection, Node 20 keeps every web stream, and the hidden class of every abort signal. By default the old
  // generation grows to four times its size before there is one.
  setFlagsFromString('--heap-growing-percent=30')
}

// Node 22 and later.
enableCompileCache?.()

require('./main.cjs')
