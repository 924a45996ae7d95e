export { requireChromium as default } from './chromium.ts'
