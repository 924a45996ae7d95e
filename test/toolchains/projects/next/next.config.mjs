/** The page is rendered on the server while it is built. */
export default { output: 'export' }
