export const measureLikeness = async (_: unknown): Promise<void> => undefined;
