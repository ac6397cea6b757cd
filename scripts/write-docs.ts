import { writeFileSync } from 'node:fs';
import { alertsPage } from './alerts-page.ts';
import { keysPage, metricsPage } from './pages.ts';

/** Writes the pages of docs/ that follow from declarations. A test holds them equal. */
writeFileSync(new URL('../docs/metrics.md', import.meta.url), metricsPage());
writeFileSync(new URL('../docs/keys.md', import.meta.url), keysPage());
writeFileSync(new URL('../docs/alerts-reference.md', import.meta.url), alertsPage());
