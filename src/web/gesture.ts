/** What older browsers lack: Safari before 16.4. */
const activation = () => (navigator as Partial<Navigator>).userActivation

/** Whether the browser tells of taps. Where it does not, what it refuses it may have refused for want of one. */
export const tellsGestures = () => activation() !== undefined

/** Whether the person has just tapped or typed. Where the browser does not tell, trying is the way to find out. */
export const hasGesture = () => activation()?.isActive ?? true
