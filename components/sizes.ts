/** The smallest terminal in which nothing is cut; below it the screen says so. */
export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 15;
