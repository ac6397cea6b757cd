import { AlertStore } from '../../../storage/alerts/store.ts';

// Adds silences, each by a transaction of its own: `add-silences.ts FOLDER NAME COUNT`.
const [folder = '', name = '', count = ''] = process.argv.slice(2);
const store = await AlertStore.open(folder, { readOnly: false });
for (let number = 0; number < Number(count); number += 1) {
  store.silences.add({ id: `${name}-${number}`, matchers: [], startsAt: 0, endsAt: Number.MAX_SAFE_INTEGER, author: name, comment: '', acknowledges: undefined });
}
store.close();
