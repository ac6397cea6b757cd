/** How long a part may take: the libraries start programs (df, lscpu, nvidia-smi ...) that can hang. */
const LIMIT_MILLISECONDS = 5000;

/** What `ask` gives, or rejects when it takes longer than `limit` milliseconds. */
export async function within<T>(ask: () => T | Promise<T>, limit = LIMIT_MILLISECONDS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} s`)), limit);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** As `within`, but undefined instead of an error: for parts that a machine may simply not have. */
export async function withinIfAny<T>(ask: () => T | Promise<T>, limit = LIMIT_MILLISECONDS): Promise<T | undefined> {
  try {
    return await within(ask, limit);
  } catch {
    return undefined;
  }
}
