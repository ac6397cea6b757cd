import { describe, expect, test } from 'vitest';
import { FrameBuilder, type Frame } from '../../../src/model/frame.ts';
import { findingFrame, type Found } from '../../../src/analysis/findings/found.ts';
import { finding } from '../../../src/model/kinds/finding.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { LatestFrame } from '../../../storage/history/latest-frame.ts';
import { temporaryFolder } from '../../config/support.ts';
import { snapshotOf, timeOf } from './sample.ts';
import { edit, keptOf, openWriter, withReader } from './support.ts';

/** What was found at a tick: each thing for a while, its figures and words moving. */
function foundAt(tick: number): Frame {
  const all = [0, 1, 2, 3].filter((thing) => (tick + 3 * thing) % 11 > 2);
  return findingFrame(all.map((thing): Found => ({
    type: 'LEAK', sure: 0.8 + thing / 100, subjectKind: 'process', subject: `program-${thing}`, subjectKey: `${thing}@1`, figure: 'anonymousBytes', since: timeOf(0),
    seen: 1e8 + Math.floor(tick / 2) * 4096 * thing, expected: 1e8, limit: undefined, words: `grew for ${Math.floor(tick / 3)} s`,
  })));
}

const snapshotWith = (tick: number, frame: Frame): Snapshot => new Snapshot(timeOf(tick), 1, [...snapshotOf(tick, 20).collected(), frame], []);

describe('the latest of a kind, read while it is written', () => {
  test('is what was written last, through rows that come, change and go, over a seal and another writer', async () => {
    const folder = temporaryFolder();
    let writer = await openWriter(folder);
    writer.record(snapshotWith(0, foundAt(0)));
    await withReader(folder, async (reader) => {
      const latest = new LatestFrame(reader.database, finding);
      for (let tick = 1; tick < 1300; tick += 1) {
        if (tick === 901) {
          writer.close();
          writer = await openWriter(folder);
          // Sealed, and nothing new yet.
          expect(latest.read()?.time).toBe(timeOf(900));
        }
        expect(writer.record(snapshotWith(tick, foundAt(tick)))).toBe(true);
        // Now and then several come between two looks.
        if (tick % 7 === 3) continue;
        const read = latest.read();
        expect(read?.time).toBe(timeOf(tick));
        expect(read === undefined ? undefined : keptOf(read.frame)).toEqual(keptOf(foundAt(tick)));
      }
      expect(latest.read()?.spacing).toBe(1000);
    });
    writer.close();
  });

  test('of a kind whose figures are rates is right too: 0 where nothing is told', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    await withReader(folder, (reader) => {
      const latest = new LatestFrame(reader.database, processKind);
      for (let tick = 0; tick < 30; tick += 1) {
        const snapshot = snapshotOf(tick, 25);
        writer.record(snapshot);
        const [read, kept] = [latest.read()?.frame, snapshot.frame(processKind)];
        expect(read === undefined ? undefined : keptOf(read)).toEqual(kept === undefined ? undefined : keptOf(kept));
      }
    });
    writer.close();
  });

  test('is nothing where nothing of it was stored, or where a head is damaged, until the next window', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    writer.record(snapshotOf(0, 5));
    await withReader(folder, async (reader) => {
      const latest = new LatestFrame(reader.database, finding);
      expect(latest.read()).toBeUndefined();
      writer.record(snapshotWith(1, foundAt(1)));
      expect(latest.read()?.time).toBe(timeOf(1));
      writer.record(snapshotWith(2, foundAt(2)));
      await edit(folder, (database) => database.run("UPDATE head SET blob = x'0102' WHERE ts = ? AND layout = (SELECT id FROM layout WHERE kind = 'finding')", timeOf(2)));
      expect(latest.read()).toBeUndefined();
      writer.record(snapshotWith(3, foundAt(3)));
      expect(latest.read()).toBeUndefined();
      writer.close();
      const next = await openWriter(folder);
      next.record(snapshotWith(4, foundAt(4)));
      expect(latest.read()?.time).toBe(timeOf(4));
      next.close();
    });
  });

  test('an empty frame is one: there is nothing now', async () => {
    const folder = temporaryFolder();
    const writer = await openWriter(folder);
    const one = new FrameBuilder(finding);
    one.add({ id: safeText('a'), score: 90 });
    writer.record(snapshotWith(0, one.build()));
    writer.record(snapshotWith(1, findingFrame([])));
    await withReader(folder, (reader) => expect(new LatestFrame(reader.database, finding).read()?.frame.count).toBe(0));
    writer.close();
  });
});
