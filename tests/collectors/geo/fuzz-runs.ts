/** Cases of each fuzz: some hundred in the normal run, more by FUZZ_CASES (10,000 where it says so). */
export const FUZZ_RUNS = Number(process.env['FUZZ_CASES'] ?? 300);
