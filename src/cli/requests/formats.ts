import { ACCESS_LOG_FORMATS } from '../../collectors/access-logs/index.ts';

/** Each gateway with its names and the lines for its configuration. */
export function formatsText(): string {
  const blocks = ACCESS_LOG_FORMATS.map(({ name, help, builtIn, configuration, own }) => [
    `${name}: ${help}`,
    `  format: ${[...Object.keys(builtIn).map((each) => `${name}:${each}`), ...(own === '' ? [] : [`or ${own}`])].join(', ')}`,
    ...(configuration === '' ? [] : ['  for full accuracy put into its configuration:', ...configuration.split('\n').map((line) => `    ${line}`)]),
  ].join('\n'));
  return `${['Name one of these in .pyprocwatchrc (endpoints.logs[].format) or by --log-format; auto finds most of them by itself.', ...blocks].join('\n\n')}\n`;
}
