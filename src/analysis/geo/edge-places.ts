import { countryByCode, regionOfCountry } from '../../model/regions.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Site } from './suggestions.ts';

// Where content delivery networks answer: the airport (IATA), its country, degrees north and east.
const TABLE = 'AKL NZ -37 174.8|AMM JO 31.7 36|AMS NL 52.3 4.8|ARN SE 59.7 17.9|ATH GR 37.9 23.9|ATL US 33.6 -84.4|BCN ES 41.3 2.1|BEG RS 44.8 20.3|BEY LB 33.8 35.5|BKK TH 13.7 100.7|BLR IN 13.2 77.7|BNA US 36.1 -86.7|BNE AU -27.4 153.1|BOG CO 4.7 -74.1|BOM IN 19.1 72.9|BOS US 42.4 -71|BRU BE 50.9 4.5|BUD HU 47.4 19.3|BUF US 42.9 -78.7|CAI EG 30.1 31.4|CCU IN 22.7 88.4|CDG FR 49 2.5|CGH BR -23.6 -46.7|CGK ID -6.1 106.7|CHC NZ -43.5 172.5|CLT US 35.2 -80.9|CMH US 40 -82.9|CMN MA 33.4 -7.6|CPH DK 55.6 12.7|CPT ZA -34 18.6|CWB BR -25.5 -49.2|DAC BD 23.8 90.4|DEL IN 28.6 77.1|DEN US 39.9 -104.7|DFW US 32.9 -97|DME RU 55.4 37.9|DOH QA 25.3 51.6|DTW US 42.2 -83.4|DUB IE 53.4 -6.3|DUS DE 51.3 6.8|DXB AE 25.3 55.4|EWR US 40.7 -74.2|EZE AR -34.8 -58.5|FCO IT 41.8 12.3|FOR BR -3.8 -38.5|FRA DE 50 8.6|GIG BR -22.8 -43.2|GRU BR -23.4 -46.5|GVA CH 46.2 6.1|HAM DE 53.6 10|HEL FI 60.3 25|HKG HK 22.3 113.9|HND JP 35.6 139.8|HNL US 21.3 -157.9|HYD IN 17.2 78.4|IAD US 38.9 -77.5|IAH US 30 -95.3|ICN KR 37.5 126.5|IND US 39.7 -86.3|IST TR 41.3 28.7|JAX US 30.5 -81.7|JED SA 21.7 39.2|JFK US 40.6 -73.8|JNB ZA -26.1 28.2|KBP UA 50.3 30.9|KHI PK 24.9 67.2|KIX JP 34.4 135.2|KTM NP 27.7 85.4|KUL MY 2.7 101.7|LAS US 36.1 -115.2|LAX US 33.9 -118.4|LCY GB 51.5 0.1|LGA US 40.8 -73.9|LHR GB 51.5 -0.5|LIM PE -12 -77.1|LIS PT 38.8 -9.1|LOS NG 6.6 3.3|LUX LU 49.6 6.2|MAA IN 13 80.2|MAD ES 40.5 -3.6|MAN GB 53.4 -2.3|MBA KE -4 39.6|MCI US 39.3 -94.7|MCT OM 23.6 58.3|MDE CO 6.2 -75.4|MEL AU -37.7 144.8|MIA US 25.8 -80.3|MNL PH 14.5 121|MRS FR 43.4 5.2|MSP US 44.9 -93.2|MUC DE 48.4 11.8|MXP IT 45.6 8.7|NBO KE -1.3 36.9|NRT JP 35.8 140.4|ORD US 42 -87.9|ORY FR 48.7 2.4|OSL NO 60.2 11.1|OTP RO 44.6 26.1|PDX US 45.6 -122.6|PER AU -31.9 116|PHL US 39.9 -75.2|PHX US 33.4 -112|PMO IT 38.2 13.1|PRG CZ 50.1 14.3|QRO MX 20.6 -100.2|RIX LV 56.9 24|RUH SA 25 46.7|SCL CL -33.4 -70.8|SEA US 47.4 -122.3|SFO US 37.6 -122.4|SGN VN 10.8 106.7|SIN SG 1.4 104|SJC US 37.4 -121.9|SLC US 40.8 -112|SOF BG 42.7 23.4|STL US 38.7 -90.4|SYD AU -33.9 151.2|TLL EE 59.4 24.8|TLV IL 32 34.9|TPA US 28 -82.5|TPE TW 25.1 121.2|TXL DE 52.6 13.3|BER DE 52.4 13.5|VIE AT 48.1 16.6|VNO LT 54.6 25.3|WAW PL 52.2 21|YUL CA 45.5 -73.7|YVR CA 49.2 -123.2|YYZ CA 43.7 -79.6|ZAG HR 45.7 16.1|ZRH CH 47.5 8.5';

let places: ReadonlyMap<string, Site> | undefined;

function readPlaces(): ReadonlyMap<string, Site> {
  return new Map(TABLE.split('|').map((line): [string, Site] => {
    const [code = '', country = '', latitude, longitude] = line.split(' ');
    return [code, { name: safeText(code), region: regionOfCountry(countryByCode(country)), latitude: Number(latitude), longitude: Number(longitude) }];
  }));
}

/** Where an edge of this name is (`edgeSite` gives names); undefined for one that is not in the table: small places are not. */
export function edgePlace(name: string): Site | undefined {
  places ??= readPlaces();
  return places.get(name);
}
