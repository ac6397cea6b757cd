import fc from 'fast-check';
import { expect, it } from 'vitest';

import { readHostFacts, type FactsLibrary } from '../../../src/collectors/portable/facts.ts';

const library: FactsLibrary = {
  cpu: async () => ({ manufacturer: 'Maker', brand: 'Model 9', physicalCores: 8, speed: 3.2 }),
  osInfo: async () => ({ distro: 'Some Linux', release: '12' }),
  system: async () => ({ virtual: true, virtualHost: 'KVM', model: 'Machine' }),
  graphics: async () => ({ controllers: [{ vendor: 'Vendor', model: 'Card' }, { vendor: 'Other', model: 'Other Card' }, { vendor: '', model: '' }] }),
  battery: async () => ({ hasBattery: true, percent: 55 }),
};

it('says what it knows', async () => {
  expect(await readHostFacts(library)).toEqual({
    cpuModel: 'Maker Model 9', physicalCores: 8, cpuGigahertz: 3.2, osName: 'Some Linux 12', virtualisation: 'KVM',
    gpus: ['Vendor Card', 'Other Card'], batteryPercent: 55,
  });
});

it('leaves out what is not there', async () => {
  const bare: FactsLibrary = {
    cpu: async () => ({ manufacturer: '', brand: '', physicalCores: 0, speed: 0 }),
    osInfo: async () => ({ distro: '', release: '' }),
    system: async () => ({ virtual: false, model: 'Machine' }),
    graphics: async () => ({ controllers: [] }),
    battery: async () => ({ hasBattery: false, percent: 0 }),
  };
  expect(await readHostFacts(bare)).toEqual({});
});

it('goes on without a part that fails or does not answer', async () => {
  const partly: FactsLibrary = {
    ...library,
    osInfo: async () => { throw new Error('no such program'); },
    battery: () => { throw new Error('at once'); },
    graphics: () => new Promise(() => {}),
  };
  expect(await readHostFacts(partly, 20)).toEqual({ cpuModel: 'Maker Model 9', physicalCores: 8, cpuGigahertz: 3.2, virtualisation: 'KVM' });
});

it('makes any text safe', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), fc.double(), async (text, number) => {
    const facts = await readHostFacts({
      cpu: async () => ({ manufacturer: text, brand: text, physicalCores: number, speed: number }),
      osInfo: async () => ({ distro: text, release: text }),
      system: async () => ({ virtual: true, virtualHost: text, model: text }),
      graphics: async () => ({ controllers: [{ vendor: text, model: text }] }),
      battery: async () => ({ hasBattery: true, percent: number }),
    });
    for (const value of Object.values(facts).flat()) expect(String(value)).not.toMatch(/[\p{C}]|NaN|Infinity|^-/u);
  }), { numRuns: 200, examples: [['', -5], ['a\u001b[0m', 200]] });
});

it('reads this host', async () => {
  const facts = await readHostFacts();
  expect(facts.batteryPercent ?? 50).toSatisfy((percent: number) => percent >= 0 && percent <= 100);
}, 30_000);
