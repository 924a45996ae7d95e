#!/usr/bin/env node
/** Settings that must precede the first module of the command. */
const { enableCompileCache } = require('node:module')

// Photos wait for the disk in parallel. Each takes a thread for that, and Node has four by default.
process.env.UV_THREADPOOL_SIZE ??= '16'

// This warning is for the developers of a program, not for its users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

// Node 22 and later.
enableCompileCache?.()

require('./main.cjs')
