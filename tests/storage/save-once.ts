import { readdirSync } from 'node:fs';
import { openPreferences } from '../../storage/preferences.ts';

// More than a page, so that a disk of one page is too small for it.
const folder = process.argv[2] ?? '';
const store = await openPreferences({ folder });
store.update({ filters: Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(150)}`) });
await store.flush();
console.log(JSON.stringify({ notices: store.notices, files: readdirSync(folder), kept: store.get().filters?.length }));
