#!/usr/bin/env node
/** What must be set before the first module of the command is loaded. */
const { enableCompileCache } = require('node:module')

// Photos wait for the disk side by side. Each of them takes a thread meanwhile, and Node has four.
process.env.UV_THREADPOOL_SIZE ??= '16'

// For the developers of a program, not for its users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

// Node 22 and later.
enableCompileCache?.()

require('./main.cjs')
