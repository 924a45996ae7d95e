/** Whether this page or worker has a private file system: it takes a secure origin. Tabs take turns by Web Locks. */
export const hasPrivateFiles = () =>
  'locks' in navigator && 'getDirectory' in ((navigator as Partial<Navigator>).storage ?? {})
