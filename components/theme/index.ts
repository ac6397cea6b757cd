import { colourBlindTheme } from './themes/colour-blind.ts';
import { defaultTheme } from './themes/default.ts';
import { highContrastTheme } from './themes/high-contrast.ts';
import { lightTheme } from './themes/light.ts';
import { monochromeTheme } from './themes/monochrome.ts';
import type { Theme } from './tokens.ts';

/** Adding a theme is one file and one entry here. */
export const THEMES = [defaultTheme, lightTheme, highContrastTheme, colourBlindTheme, monochromeTheme] as const satisfies readonly Theme[];
export type ThemeName = (typeof THEMES)[number]['name'];

/** The theme of that name; NO_COLOR (https://no-color.org) and dumb terminals leave only monochrome. */
export function chooseTheme(name: string, env: Readonly<Record<string, string | undefined>>): Theme {
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return plain ? monochromeTheme : (THEMES.find((theme) => theme.name === name) ?? defaultTheme);
}
