/** The values of `my.getNetworkType`. */
export type NetworkType = 'UNKNOWN' | 'NOTREACHABLE' | 'WIFI' | '2G' | '3G' | '4G' | '5G' | 'WWAN'
