const { ipcRenderer } = require('electron')

// Ports cannot pass through contextBridge, so the page gets this one by a message.
ipcRenderer.on('my', ({ ports }) => window.postMessage('my', '*', ports))
