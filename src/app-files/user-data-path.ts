/** What `my.env.USER_DATA_PATH` says (C23). */
export const USER_DATA_PATH = 'https://usr'
