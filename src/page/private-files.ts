/** Whether this page or worker has a private file system: it takes a secure origin. */
export const hasPrivateFiles = () => 'getDirectory' in ((navigator as Partial<Navigator>).storage ?? {})
