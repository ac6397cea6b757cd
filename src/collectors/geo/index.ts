export { type AddressVersion, type AddressWords, isLocalAddress, newAddress, parseAddress } from './address.ts';
export { COUNTRY_HEADERS, countryOfHeader } from './edge-headers.ts';
export type { Geo } from './geo.ts';
export { FLAT_FILE, openGeo, openGeoDatabase, packagedDatabase } from './open-geo.ts';
export type { Place } from './places.ts';
