/** Whether the person has just tapped or typed. Where the browser does not tell, trying is the way to find out. */
export const hasGesture = () => (navigator as Partial<Navigator>).userActivation?.isActive ?? true
