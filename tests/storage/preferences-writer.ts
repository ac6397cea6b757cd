import { openPreferences } from '../../storage/preferences.ts';

// Saves without end, until it is killed: for the test that a kill leaves a whole file.
const store = await openPreferences({ folder: process.argv[2] ?? '' });
for (let round = 0; ; round += 1) {
  store.update({ filters: [`${round} ${'x'.repeat(900)}`] });
  await store.flush();
  if (round === 0) process.send?.('saving');
}
