import { writeFileSync } from 'node:fs';
import { exampleText } from '../src/config/example.ts';

// Writes .pyprocwatchrc.example from the schema: npx node scripts/write-example.ts
writeFileSync(new URL('../.pyprocwatchrc.example', import.meta.url), exampleText());
