/** A region of the world, in the terms of reports and maps; `local` is a network of one's own, `unknown` an address that nobody tells of. */
export const REGIONS = ['unknown', 'local', 'north-america', 'south-america', 'europe', 'asia', 'africa', 'oceania', 'antarctica'] as const;
export type Region = (typeof REGIONS)[number];

export interface Country {
  /** ISO 3166-1 alpha-2, upper case; empty for `local` and `unknown`. */
  readonly code: string;
  readonly name: string;
  readonly region: Region;
  /** About the middle of where it is, degrees north and east; NaN for `local` and `unknown`. Good for a map and for distances of continents, not of towns. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Place in COUNTRIES of an address that nobody tells of, and of one of a private network. */
export const UNKNOWN_COUNTRY = 0;
export const LOCAL_COUNTRY = 1;

// ISO 3166-1 (249 entries). Regions are those of UN M49, its Americas parted where it parts them: Central America and the Caribbean are north.
const TABLE: Readonly<Partial<Record<Region, string>>> = {
  'north-america': `AG Antigua and Barbuda 17.1 -61.8|AI Anguilla 18.2 -63.1|AW Aruba 12.5 -70|BB Barbados 13.2 -59.5|BL Saint Barthélemy 17.9 -62.8|BM Bermuda 32.3 -64.8|BQ Bonaire, Sint Eustatius and Saba 12.2 -68.3|BS Bahamas 24.7 -77.8|BZ Belize 17.2 -88.7|CA Canada 57 -100|CR Costa Rica 9.9 -84.2|CU Cuba 21.6 -79|CW Curaçao 12.2 -69|DM Dominica 15.4 -61.4|DO Dominican Republic 18.9 -70.5|GD Grenada 12.1 -61.7|GL Greenland 72 -40|GP Guadeloupe 16.2 -61.5|GT Guatemala 15.7 -90.4|HN Honduras 14.8 -86.6|HT Haiti 19 -72.7|JM Jamaica 18.1 -77.3|KN Saint Kitts and Nevis 17.3 -62.7|KY Cayman Islands 19.3 -81.2|LC Saint Lucia 13.9 -61|MF Saint Martin (French part) 18.1 -63.1|MQ Martinique 14.7 -61|MS Montserrat 16.7 -62.2|MX Mexico 23.9 -102.5|NI Nicaragua 12.9 -85|PA Panama 8.5 -80.1|PM Saint Pierre and Miquelon 46.9 -56.3|PR Puerto Rico 18.2 -66.5|SV El Salvador 13.7 -88.9|SX Sint Maarten (Dutch part) 18 -63.1|TC Turks and Caicos Islands 21.8 -71.8|TT Trinidad and Tobago 10.5 -61.3|US United States 39.8 -98.6|VC Saint Vincent and the Grenadines 13.2 -61.2|VG British Virgin Islands 18.4 -64.6|VI U.S. Virgin Islands 18 -64.8`,
  'south-america': `AR Argentina -35.4 -65.2|BO Bolivia -16.7 -64.7|BR Brazil -10.8 -53|BV Bouvet Island -54.4 3.4|CL Chile -37.7 -71.4|CO Colombia 3.9 -73.1|EC Ecuador -1.4 -78.8|FK Falkland Islands -51.7 -59.4|GF French Guiana 3.9 -53.2|GS South Georgia and the South Sandwich Islands -54.4 -36.6|GY Guyana 4.8 -59|PE Peru -9.2 -74.4|PY Paraguay -23.2 -58.4|SR Suriname 4.1 -55.9|UY Uruguay -32.8 -56|VE Venezuela 7.1 -66.2`,
  europe: `AD Andorra 42.5 1.6|AL Albania 41.1 20|AT Austria 47.6 14.1|AX Åland Islands 60.2 20|BA Bosnia and Herzegovina 44.2 17.8|BE Belgium 50.6 4.6|BG Bulgaria 42.8 25.2|BY Belarus 53.5 28|CH Switzerland 46.8 8.2|CZ Czechia 49.7 15.3|DE Germany 51.1 10.4|DK Denmark 56 10|EE Estonia 58.7 25.5|ES Spain 40.2 -3.6|FI Finland 64.5 26.3|FO Faroe Islands 62.1 -6.9|FR France 46.6 2.5|GB United Kingdom 54 -2.9|GG Guernsey 49.5 -2.6|GI Gibraltar 36.1 -5.3|GR Greece 39.1 22.9|HR Croatia 45.1 16.4|HU Hungary 47.2 19.4|IE Ireland 53.2 -8.1|IM Isle of Man 54.2 -4.5|IS Iceland 65 -18.6|IT Italy 42.8 12.1|JE Jersey 49.2 -2.1|LI Liechtenstein 47.1 9.5|LT Lithuania 55.3 23.9|LU Luxembourg 49.8 6.1|LV Latvia 56.9 24.9|MC Monaco 43.7 7.4|MD Moldova 47.2 28.5|ME Montenegro 42.8 19.2|MK North Macedonia 41.6 21.7|MT Malta 35.9 14.4|NL Netherlands 52.1 5.3|NO Norway 65 13|PL Poland 52.1 19.4|PT Portugal 39.6 -8.5|RO Romania 45.9 25|RS Serbia 44.2 20.8|RU Russia 60 60|SE Sweden 62.8 16.7|SI Slovenia 46.1 14.8|SJ Svalbard and Jan Mayen 78.8 18.4|SK Slovakia 48.7 19.5|SM San Marino 43.9 12.5|UA Ukraine 49 31.4|VA Holy See 41.9 12.5`,
  asia: `AE United Arab Emirates 23.9 54.3|AF Afghanistan 33.8 66|AM Armenia 40.3 44.9|AZ Azerbaijan 40.3 47.5|BD Bangladesh 23.9 90.2|BH Bahrain 26 50.5|BN Brunei 4.5 114.7|BT Bhutan 27.4 90.4|CN China 35 105|CY Cyprus 35 33.2|GE Georgia 42.2 43.5|HK Hong Kong 22.4 114.1|ID Indonesia -2.2 117.3|IL Israel 31.5 35|IN India 22.9 79.6|IQ Iraq 33 43.7|IR Iran 32.6 54.3|JO Jordan 31.2 36.8|JP Japan 37 138|KG Kyrgyzstan 41.5 74.5|KH Cambodia 12.7 104.9|KP North Korea 40.2 127.2|KR South Korea 36.4 127.8|KW Kuwait 29.3 47.6|KZ Kazakhstan 48.2 67.3|LA Laos 18.5 103.8|LB Lebanon 33.9 35.9|LK Sri Lanka 7.6 80.7|MM Myanmar 21.2 96.5|MN Mongolia 46.8 103.1|MO Macao 22.2 113.5|MV Maldives 3.7 73.5|MY Malaysia 3.8 109.7|NP Nepal 28.2 83.9|OM Oman 20.6 56.1|PH Philippines 11.8 122.9|PK Pakistan 30 69.4|PS Palestine 31.9 35.2|QA Qatar 25.3 51.2|SA Saudi Arabia 24.1 44.5|SG Singapore 1.4 103.8|SY Syria 35 38.5|TH Thailand 15.1 101|TJ Tajikistan 38.5 71|TL Timor-Leste -8.8 125.8|TM Turkmenistan 39.1 59.4|TR Türkiye 39.1 35.2|TW Taiwan 23.8 121|UZ Uzbekistan 41.8 63.1|VN Viet Nam 16.6 106.3|YE Yemen 15.9 47.6`,
  africa: `AO Angola -12.3 17.5|BF Burkina Faso 12.3 -1.8|BI Burundi -3.4 29.9|BJ Benin 9.6 2.3|BW Botswana -22.2 23.8|CD Congo (Democratic Republic) -2.9 23.6|CF Central African Republic 6.6 20.5|CG Congo -0.8 15.2|CI Côte d'Ivoire 7.6 -5.6|CM Cameroon 5.7 12.7|CV Cabo Verde 15.9 -24|DJ Djibouti 11.7 42.6|DZ Algeria 28.2 2.6|EG Egypt 26.5 29.9|EH Western Sahara 24.2 -12.2|ER Eritrea 15.4 38.8|ET Ethiopia 8.6 39.6|GA Gabon -0.6 11.8|GH Ghana 8 -1.2|GM Gambia 13.4 -15.4|GN Guinea 10.4 -10.9|GQ Equatorial Guinea 1.7 10.3|GW Guinea-Bissau 12 -15|IO British Indian Ocean Territory -7.3 72.4|KE Kenya 0.6 37.8|KM Comoros -11.9 43.7|LR Liberia 6.5 -9.3|LS Lesotho -29.6 28.2|LY Libya 27 18|MA Morocco 31.9 -6.3|MG Madagascar -19.4 46.7|ML Mali 17.3 -3.5|MR Mauritania 20.3 -10.3|MU Mauritius -20.3 57.6|MW Malawi -13.2 34.3|MZ Mozambique -17.3 35.5|NA Namibia -22.1 17.2|NE Niger 17.4 9.4|NG Nigeria 9.6 8.1|RE Réunion -21.1 55.5|RW Rwanda -2 29.9|SC Seychelles -4.7 55.5|SD Sudan 16 29.9|SH Saint Helena, Ascension and Tristan da Cunha -15.9 -5.7|SL Sierra Leone 8.6 -11.8|SN Senegal 14.4 -14.5|SO Somalia 4.8 45.7|SS South Sudan 7.3 30.2|ST Sao Tome and Principe 0.4 6.7|SZ Eswatini -26.6 31.5|TD Chad 15.3 18.6|TF French Southern Territories -49.3 69.2|TG Togo 8.5 1|TN Tunisia 34.1 9.6|TZ Tanzania -6.3 34.8|UG Uganda 1.3 32.4|YT Mayotte -12.8 45.1|ZA South Africa -29 25.1|ZM Zambia -13.5 27.8|ZW Zimbabwe -19 29.9`,
  oceania: `AS American Samoa -14.3 -170.7|AU Australia -25.7 134.5|CC Cocos (Keeling) Islands -12.2 96.8|CK Cook Islands -21.2 -159.8|CX Christmas Island -10.4 105.7|FJ Fiji -17.4 178|FM Micronesia 7.5 151|GU Guam 13.4 144.8|HM Heard Island and McDonald Islands -53.1 73.5|KI Kiribati 1.4 173|MH Marshall Islands 7.1 171.2|MP Northern Mariana Islands 15.8 145.6|NC New Caledonia -21.3 165.7|NF Norfolk Island -29 168|NR Nauru -0.5 166.9|NU Niue -19.1 -169.9|NZ New Zealand -41.8 171.8|PF French Polynesia -17.6 -149.5|PG Papua New Guinea -6.5 145.2|PN Pitcairn -24.4 -128.3|PW Palau 7.4 134.5|SB Solomon Islands -8.9 159.6|TK Tokelau -9.2 -171.8|TO Tonga -21.2 -175.2|TV Tuvalu -7.9 178.5|UM United States Minor Outlying Islands 19.3 166.6|VU Vanuatu -16.2 167.7|WF Wallis and Futuna -13.3 -176.2|WS Samoa -13.8 -172.2`,
  antarctica: 'AQ Antarctica -80 20',
};

function entriesOf(region: Region): Country[] {
  return (TABLE[region] ?? '').split('|').flatMap((line) => {
    const [, code = '', name = '', latitude, longitude] = /^(\w\w) (.+) (-?[\d.]+) (-?[\d.]+)$/.exec(line) ?? [];
    return code === '' ? [] : [{ code, name, region, latitude: Number(latitude), longitude: Number(longitude) }];
  });
}

/** `unknown`, `local`, then all countries by code: a place here (0 to 250) is a country's id while the program runs, and fits a byte. */
export const COUNTRIES: readonly Country[] = [
  { code: '', name: 'unknown', region: 'unknown', latitude: Number.NaN, longitude: Number.NaN },
  { code: '', name: 'local', region: 'local', latitude: Number.NaN, longitude: Number.NaN },
  ...REGIONS.flatMap(entriesOf).toSorted((left, right) => (left.code < right.code ? -1 : 1)),
];

/** Ids by both letters: 26 x 26. */
const BY_LETTERS = new Uint8Array(26 * 26);
for (const [id, { code }] of COUNTRIES.entries()) if (code !== '') BY_LETTERS[(code.charCodeAt(0) - 65) * 26 + code.charCodeAt(1) - 65] = id;

/** The id of a country by the codes of its two letters, of either case; `unknown` for what ISO 3166-1 does not have (XX, T1, EU). */
export function countryByLetters(first: number, second: number): number {
  const [left, right] = [(first & 0xdf) - 65, (second & 0xdf) - 65];
  return left < 0 || left > 25 || right < 0 || right > 25 ? UNKNOWN_COUNTRY : BY_LETTERS[left * 26 + right] ?? UNKNOWN_COUNTRY;
}

/** The id of a country by its code, `GB` also as `UK`. */
export function countryByCode(code: string): number {
  if (code.length !== 2) return UNKNOWN_COUNTRY;
  return code.toUpperCase() === 'UK' ? countryByLetters(71, 66) : countryByLetters(code.charCodeAt(0), code.charCodeAt(1));
}

/** The country of an id; `unknown` for an id that is none. */
export function countryAt(id: number): Country {
  const country = COUNTRIES[id] ?? COUNTRIES[UNKNOWN_COUNTRY];
  if (country === undefined) throw new RangeError('there is no country');
  return country;
}

/** The region of a country's id. */
export const regionOfCountry = (id: number): Region => COUNTRIES[id]?.region ?? 'unknown';
