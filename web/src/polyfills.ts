/** What Chrome 69 and Safari 12 lack of what our libraries use. Imported before anything else. */
if (typeof globalThis === 'undefined') {
  Object.defineProperty(window, 'globalThis', { value: window, configurable: true, writable: true });
}
