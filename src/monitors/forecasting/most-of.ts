import { isNumber, type Kind } from '../../model/kind.ts';

/** What a figure cannot exceed, as an option of forecasts; `scale`: what its values were multiplied by. */
export function mostOf({ fields }: Kind, name: string, scale = 1): { readonly most?: number } {
  const field = fields[name];
  return field !== undefined && isNumber(field) && field.most !== undefined ? { most: field.most * scale } : {};
}
